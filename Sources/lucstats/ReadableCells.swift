import CivilTime
import QueryLibrary
import SQLite

/// Values of a query's result as people read them: rounded numbers, and local times for instants.
struct ReadableCells {
    let calendar: LocalCalendar?
    private let instants: Set<Int>

    /// - Parameters:
    ///   - query: its header names the unit of each column.
    ///   - calendar: of the warehouse; without it, instants stay numbers.
    init(columns: [String], query: LibraryQuery? = nil, calendar: LocalCalendar? = nil) {
        let declared = query.map { Set($0.columns.filter { $0.unit == "ms UTC" }.map(\.name)) }
        instants = Set(
            columns.indices.filter {
                declared?.contains(columns[$0]) == true || columns[$0].hasSuffix("_at")
            })
        self.calendar = calendar
    }

    func text(_ value: Value, column: Int) -> String {
        switch value {
        case .integer(let milliseconds) where instants.contains(column):
            calendar.flatMap { Self.local(milliseconds, $0) } ?? value.plainText
        case .real(let number): Self.rounded(number)
        default: value.plainText
        }
    }

    /// `2026-11-24 08:15:10.250`; `nil` for a number that is not an instant of these centuries.
    private static func local(_ milliseconds: Int64, _ calendar: LocalCalendar) -> String? {
        guard (315_532_800_000...10_413_792_000_000).contains(milliseconds) else { return nil }
        let instant = Timestamp(milliseconds: milliseconds)
        let text = instant.iso8601(offsetSeconds: calendar.offsetSeconds(at: instant))
        let time = text.dropFirst(11).prefix { $0 != "+" && $0 != "-" && $0 != "Z" }
        let isWhole = time.hasSuffix(".000")
        return "\(text.prefix(10)) \(isWhole ? time.dropLast(4) : time)"
    }

    /// At most three decimals, and none where they are zeros.
    private static func rounded(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return number.plainText }
        let scaled = (abs(number) * 1000).rounded()
        guard scaled < 9e15 else { return number.description }
        let whole = Int64(scaled)
        let sign = number < 0 && whole > 0 ? "-" : ""
        let decimals = String(String(whole % 1000 + 1000).dropFirst())
        let shown = String(decimals.reversed().drop { $0 == "0" }.reversed())
        return "\(sign)\(whole / 1000)" + (shown.isEmpty ? "" : ".\(shown)")
    }
}
