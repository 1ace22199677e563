/// How a value is written for people. What is undefined is an en dash, never a zero. A `whole`
/// number is rounded up: what is missing to a target.
enum Format: String, CaseIterable, Hashable, Sendable {
    case count, whole, percent, duration, decimal, dateTime, time, date, weekday, hour, yesNo, word,
        channel, text

    static let undefined = "–"

    var isNumeric: Bool {
        switch self {
        case .count, .whole, .percent, .duration, .decimal: true
        case .dateTime, .time, .date, .weekday, .hour, .yesNo, .word, .channel, .text: false
        }
    }

    func text(_ cell: Cell, in language: Language) -> String {
        switch self {
        case .text: cell.isNull || cell == .text("") ? Self.undefined : cell.plainText
        case .word:
            cell.isNull || cell == .text("") ? Self.undefined : language.word(cell.plainText)
        case .channel:
            cell.isNull || cell == .text("") ? Self.undefined : Channel.title(cell.plainText)
        case .dateTime, .time, .date: DateWords(language).clock(cell, self)
        case .weekday:
            cell.number.flatMap { DateWords(language).shortWeekday(Int($0)) } ?? Self.undefined
        case .hour: cell.number.map { "\($0 < 10 ? "0" : "")\(Int($0)):00" } ?? Self.undefined
        case .yesNo:
            cell.number.map { $0 == 0 ? language("no", "nein") : language("yes", "ja") }
                ?? Self.undefined
        case .count, .whole, .percent, .duration, .decimal:
            cell.number.map { text($0, in: language) } ?? Self.undefined
        }
    }

    func text(_ value: Double, in language: Language) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return Self.undefined }
        switch self {
        case .count:
            return Self.grouped(value, decimals: value == value.rounded() ? 0 : 1, language)
        case .whole: return Self.grouped((value - 1e-9).rounded(.up), decimals: 0, language)
        case .percent: return Self.percent(value, decimals: 1, language)
        case .decimal: return Self.grouped(value, decimals: abs(value) < 10 ? 2 : 1, language)
        case .duration: return Self.duration(value, language)
        case .dateTime, .time, .date, .weekday, .hour, .yesNo, .word, .channel, .text:
            return Cell.real(value).plainText
        }
    }

    /// As a sentence says it: `6 min 20 s` with no-break spaces, `80%`.
    func words(_ cell: Cell, in language: Language) -> String {
        guard let value = cell.number, value.isFinite, abs(value) < 1e15 else {
            return text(cell, in: language)
        }
        switch self {
        case .duration: return Self.durationWords(value, language)
        case .percent where (value * 1000).rounded().truncatingRemainder(dividingBy: 10) == 0:
            return Self.percent(value, decimals: 0, language)
        default: return text(value, in: language)
        }
    }

    /// `78.8%`, in German `78,8 %`. What rounds to 0 or 100 and is neither is "under 0.1%" or
    /// "over 99.9%".
    static func percent(_ value: Double, decimals: Int, _ language: Language) -> String {
        func written(_ share: Double, _ decimals: Int) -> String {
            grouped(share * 100, decimals: decimals, language) + language("%", "\u{A0}%")
        }
        if value == 0 || value == 1 { return written(value, 0) }
        if value > 0 && value < 0.0005 {
            return language("under ", "unter ") + written(0.001, 1)
        }
        if value < 1 && value >= 0.9995 && decimals < 2 {
            return language("over ", "über ") + written(0.999, 1)
        }
        return written(value, decimals)
    }

    /// `42 s`, `9 min 59 s`, `5 h 12 min`.
    private static func durationWords(_ seconds: Double, _ language: Language) -> String {
        if seconds < 0 { return "-" + durationWords(-seconds, language) }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole)\u{A0}s" }
        if whole < 3600 {
            let rest = whole % 60 == 0 ? "" : "\u{A0}\(whole % 60)\u{A0}s"
            return "\(whole / 60)\u{A0}min\(rest)"
        }
        let minutes = Int((seconds / 60).rounded())
        let rest = minutes % 60 == 0 ? "" : "\u{A0}\(minutes % 60)\u{A0}min"
        return "\(grouped(Double(minutes / 60), decimals: 0, language))\u{A0}h\(rest)"
    }

    /// `0:08`, `9:59`, `1:02:05`.
    private static func duration(_ seconds: Double, _ language: Language) -> String {
        if seconds < 0 { return "-" + duration(-seconds, language) }
        let whole = Int(seconds.rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
        let hours = grouped(Double(whole / 3600), decimals: 0, language)
        return "\(hours):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    static func grouped(_ value: Double, decimals: Int, _ language: Language) -> String {
        let scale = [1.0, 10, 100, 1000][min(3, max(0, decimals))]
        let scaled = Int((abs(value) * scale).rounded())
        let unit = Int(scale)
        let whole = String(scaled / unit)
        var text = value < 0 && scaled > 0 ? "-" : ""
        let isGrouped = whole.utf8.count >= language.firstGrouped
        for (index, digit) in whole.enumerated() {
            if isGrouped && index > 0 && (whole.utf8.count - index) % 3 == 0 {
                text.append(language.groupMark)
            }
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
