/// A figure against its target. Never firmer than the figure: it is open where the target lies
/// within what the collected data leave open, and there is none for a few calls.
enum Verdict: Equatable {
    case none
    case met(target: Double)
    case missed(target: Double)
    /// The target lies within the bounds of the figure.
    case open(target: Double)
    /// Too few calls to judge.
    case few(target: Double)

    /// Stands before a figure that missed its target. Triangles say that a figure rose or fell.
    static let missedSign = "✕"

    /// Fewer calls than these have no verdict.
    static let minimumCalls = 10.0

    /// - Parameters:
    ///   - column: the figure's column in the row; its bounds are `<column>_low` and `_high`.
    init(_ column: String, target: Double?, in row: Record?) {
        guard let row, let value = row.number(column) else {
            self = .none
            return
        }
        self.init(
            value, low: row.number("\(column)_low"), high: row.number("\(column)_high"),
            target: target, offered: row.number("offered"))
    }

    /// - Parameters:
    ///   - low: the least that the data allow; `nil`: the value itself. Likewise `high`.
    ///   - offered: how many calls it is of, where that is known.
    init(_ value: Double, low: Double?, high: Double?, target: Double?, offered: Double?) {
        guard let target else {
            self = .none
            return
        }
        if let offered, offered < Self.minimumCalls {
            self = .few(target: target)
        } else if low ?? value < target && target <= high ?? value {
            self = .open(target: target)
        } else {
            self = value >= target ? .met(target: target) : .missed(target: target)
        }
    }

    /// The class of a cell in a map or a calendar: the further below the target, the stronger;
    /// `nil` without a target.
    func shade(_ value: Double) -> String? {
        switch self {
        case .none: nil
        case .few: "few"
        case .open: "qo"
        case .met: "q3"
        case .missed(let target):
            value >= target - 0.2 ? "q2" : value >= target - 0.4 ? "q1" : "q0"
        }
    }

    var isMissed: Bool {
        if case .missed = self { true } else { false }
    }

    var isMet: Bool {
        if case .met = self { true } else { false }
    }

    var isOpen: Bool {
        if case .open = self { true } else { false }
    }

    /// The class of cells and tiles.
    var style: String? {
        switch self {
        case .none: nil
        case .met: "met"
        case .missed: "missed"
        case .open: "undecided"
        case .few: "few"
        }
    }

    func words(_ language: Language) -> String? {
        func text(_ target: Double) -> String { Format.percent.words(.real(target), in: language) }
        return switch self {
        case .none: nil
        case .met(let target):
            language("✓ target of \(text(target)) met", "✓ Ziel von \(text(target)) erreicht")
        case .missed(let target):
            Self.missedSign + " "
                + language("target of \(text(target)) missed", "Ziel von \(text(target)) verfehlt")
        case .open(let target):
            language(
                "target of \(text(target)): too close to call",
                "Ziel von \(text(target)): nicht entscheidbar")
        case .few: language("too few calls for a verdict", "zu wenige Anrufe für eine Aussage")
        }
    }
}

/// What the collected data leave open of a rate, where that is much.
struct OpenRange {
    /// From this width on it is said.
    private static let width = 0.01

    let low: Double
    let high: Double

    /// `nil` where the data leave less open than a point.
    ///
    /// - Parameter column: the rate's column in the row; its bounds are `<column>_low` and `_high`.
    init?(_ column: String, in row: Record?) {
        guard let low = row?.number("\(column)_low"), let high = row?.number("\(column)_high"),
            high - low >= Self.width
        else { return nil }
        (self.low, self.high) = (low, high)
    }

    /// `2.6–5.2%`
    func text(_ language: Language) -> String {
        let from = JudgedPercent(low, target: nil, language).number
        return "\(from)–\(JudgedPercent(high, target: nil, language).text)"
    }
}

/// A percentage with as many digits as its side of the target needs: 79.96% is not 80.0%, missed.
struct JudgedPercent {
    let text: String
    /// The distance to the target as it follows from the digits shown, in percentage points.
    let points: String

    /// The same without a sign of percent, for small cells.
    let number: String

    /// - Parameter decimals: that are shown in any case.
    init(_ value: Double, target: Double?, decimals minimum: Int = 1, _ language: Language) {
        var decimals = minimum
        if let target {
            while decimals < 3, (Self.rounded(value, decimals) >= target) != (value >= target) {
                decimals += 1
            }
        }
        text = Format.percent(value, decimals: decimals, language)
        number = Format.grouped(value * 100, decimals: decimals, language)
        let distance = abs((target ?? value) - Self.rounded(value, decimals)) * 100
        points = Format.grouped(distance, decimals: decimals, language)
    }

    private static func rounded(_ value: Double, _ decimals: Int) -> Double {
        let scale = [100.0, 1000, 10_000, 100_000][decimals]
        return (value * scale).rounded() / scale
    }
}
