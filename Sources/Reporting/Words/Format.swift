/// How a value is written for people. What is undefined is an en dash, never a zero.
enum Format: String, CaseIterable, Hashable, Sendable {
    case count, percent, duration, decimal, dateTime, time, date, weekday, hour, yesNo, word, text

    static let undefined = "–"

    var isNumeric: Bool {
        switch self {
        case .count, .percent, .duration, .decimal: true
        case .dateTime, .time, .date, .weekday, .hour, .yesNo, .word, .text: false
        }
    }

    func text(_ cell: Cell, in language: Language) -> String {
        switch self {
        case .text: cell.isNull || cell == .text("") ? Self.undefined : cell.plainText
        case .word:
            cell.isNull || cell == .text("") ? Self.undefined : language.word(cell.plainText)
        case .dateTime, .time, .date: DateWords(language).clock(cell, self)
        case .weekday:
            cell.number.flatMap { DateWords(language).shortWeekday(Int($0)) } ?? Self.undefined
        case .hour: cell.number.map { "\($0 < 10 ? "0" : "")\(Int($0)):00" } ?? Self.undefined
        case .yesNo:
            cell.number.map { $0 == 0 ? language("no", "nein") : language("yes", "ja") }
                ?? Self.undefined
        case .count, .percent, .duration, .decimal:
            cell.number.map { text($0, in: language) } ?? Self.undefined
        }
    }

    func text(_ value: Double, in language: Language) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return Self.undefined }
        switch self {
        case .count:
            return Self.grouped(value, decimals: value == value.rounded() ? 0 : 1, language)
        case .percent: return Self.grouped(value * 100, decimals: 1, language) + "\u{A0}%"
        case .decimal: return Self.grouped(value, decimals: abs(value) < 10 ? 2 : 1, language)
        case .duration: return Self.duration(value, language)
        case .dateTime, .time, .date, .weekday, .hour, .yesNo, .word, .text:
            return Cell.real(value).plainText
        }
    }

    /// As a sentence says it: `6 min 20 s`, `80 %`.
    func words(_ cell: Cell, in language: Language) -> String {
        guard let value = cell.number, value.isFinite, abs(value) < 1e15 else {
            return text(cell, in: language)
        }
        switch self {
        case .duration where value >= 60:
            let whole = Int(value.rounded())
            if whole < 3600 {
                let rest = whole % 60 == 0 ? "" : " \(whole % 60)\u{A0}s"
                return "\(whole / 60)\u{A0}min\(rest)"
            }
            let minutes = Int((value / 60).rounded())
            let rest = minutes % 60 == 0 ? "" : " \(minutes % 60)\u{A0}min"
            return "\(Self.grouped(Double(minutes / 60), decimals: 0, language))\u{A0}h\(rest)"
        case .percent where (value * 1000).rounded().truncatingRemainder(dividingBy: 10) == 0:
            return Self.grouped(value * 100, decimals: 0, language) + "\u{A0}%"
        default: return text(value, in: language)
        }
    }

    /// `7.8s`, `42s`, `4m 05s`, `7h 32m`.
    private static func duration(_ seconds: Double, _ language: Language) -> String {
        if seconds < 0 { return "-" + duration(-seconds, language) }
        if seconds < 9.95 && seconds != seconds.rounded() {
            return grouped(seconds, decimals: 1, language) + "\u{A0}s"
        }
        let whole = Int(seconds.rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 60 { return "\(whole)\u{A0}s" }
        if whole < 3600 { return "\(whole / 60)m\u{A0}\(two(whole % 60))s" }
        let minutes = Int((seconds / 60).rounded())
        let hours = grouped(Double(minutes / 60), decimals: 0, language)
        return "\(hours)h\u{A0}\(two(minutes % 60))m"
    }

    static func grouped(_ value: Double, decimals: Int, _ language: Language) -> String {
        let scale = decimals == 0 ? 1.0 : decimals == 1 ? 10 : 100
        let scaled = Int((abs(value) * scale).rounded())
        let unit = Int(scale)
        let whole = String(scaled / unit)
        var text = value < 0 && scaled > 0 ? "-" : ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.utf8.count - index) % 3 == 0 { text.append(language.groupMark) }
            text.append(digit)
        }
        if decimals > 0 {
            let fraction = String(scaled % unit)
            text.append(language.decimalMark)
            text += String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
        }
        return text
    }
}
