/// A query of the library: its text, and what its header says of it.
///
/// The header is made of comments before the first line of SQL:
/// ```
/// -- title: Busiest intervals
/// -- question: When did most tasks arrive?
/// -- parameter: most [count] how many intervals; default 20
/// -- column: offered [count] tasks that entered the queue
/// -- example: lucstats query busiest-intervals --period last-week --param most=5
/// -- Anything else is a note.
/// ```
/// A line that begins with three blanks goes on with what the line before said.
public struct LibraryQuery: Sendable {
    public struct Parameter: Sendable, Equatable {
        public let name: String
        public let unit: String
        public let meaning: String
        /// What it is when nothing is given; `nil`: it has to be given.
        public let standard: String?
        /// The unit of what is either on (1) or off (0).
        public static let switchUnit = "0/1"
        /// The words that it takes, where its unit lists them: `[period|day|interval]`.
        public var choices: [String] {
            unit.contains("|") ? unit.split(separator: "|").map(String.init) : []
        }
    }

    public struct Column: Sendable, Equatable {
        public let name: String
        public let unit: String
        public let meaning: String
    }

    public let name: String
    public let sql: String
    public private(set) var title = ""
    public private(set) var question = ""
    public private(set) var parameters: [Parameter] = []
    public private(set) var columns: [Column] = []
    public private(set) var example = ""
    public private(set) var notes: [String] = []
    /// Whether it uses what only SQLite has; else every engine that `warehouse export` writes for
    /// runs it.
    public private(set) var isOfSQLiteAlone = false

    /// What is not as it has to be: a test lets no query of the library have any.
    public private(set) var problems: [String] = []

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
        for line in Self.lines(of: sql) { take(line) }
        for (what, text) in [("title", title), ("question", question), ("example", example)] {
            if text.isEmpty { problems.append("it has no \(what)") }
        }
        if columns.isEmpty { problems.append("it names no column") }
    }

    private mutating func take(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else {
            notes.append(line)
            return
        }
        let rest = String(line[line.index(after: colon)...].drop { $0 == " " })
        switch line[..<colon] {
        case "title": title = rest
        case "question": question = rest
        case "example": example = rest
        case "runs on": isOfSQLiteAlone = rest == "SQLite"
        case "column":
            guard let part = described(rest) else { return }
            columns.append(Column(name: part.name, unit: part.unit, meaning: part.meaning))
        case "parameter":
            guard let part = described(rest) else { return }
            let pieces = part.meaning.split(separator: "; default ", maxSplits: 1)
            parameters.append(
                Parameter(
                    name: part.name, unit: part.unit, meaning: String(pieces.first ?? ""),
                    standard: pieces.count == 2 ? String(pieces[1]) : nil))
        default: notes.append(line)
        }
    }

    /// Takes `name [unit] meaning` apart.
    private mutating func described(
        _ text: String
    ) -> (name: String, unit: String, meaning: String)? {
        guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"),
            open < close
        else {
            problems.append("there is no [unit] in: \(text)")
            let name = text.prefix { $0 != " " }
            return (String(name), "", String(text.dropFirst(name.count).drop { $0 == " " }))
        }
        let word = text[..<open].filter { $0 != " " }
        let meaning = text[text.index(after: close)...].drop { $0 == " " }
        guard !word.isEmpty, !meaning.isEmpty else {
            problems.append("a name or a meaning is missing in: \(text)")
            return nil
        }
        return (word, String(text[text.index(after: open)..<close]), String(meaning))
    }

    /// The header's lines without their dashes, each with those that go on with it.
    private static func lines(of sql: String) -> [String] {
        var lines: [String] = []
        for line in sql.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("--") else { break }
            let text = line.dropFirst(2)
            if text.hasPrefix("   "), let last = lines.popLast() {
                lines.append(last + " " + text.drop { $0 == " " })
            } else {
                lines.append(String(text.drop { $0 == " " }))
            }
        }
        return lines
    }
}
