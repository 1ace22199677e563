internal import CivilTime
internal import Foundation

/// How a value is written for people. What is undefined is an en dash, never a zero.
enum Format: String, CaseIterable, Hashable, Sendable {
    case count, percent, duration, decimal, dateTime, time, text

    static let undefined = "–"

    var isNumeric: Bool { ![.text, .dateTime, .time].contains(self) }

    func text(_ cell: Cell) -> String {
        switch self {
        case .text: cell.isNull || cell == .text("") ? Self.undefined : cell.plainText
        case .dateTime, .time: Self.clock(cell, withDate: self == .dateTime)
        default: cell.number.map(text) ?? Self.undefined
        }
    }

    func text(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return Self.undefined }
        switch self {
        case .count: return Self.grouped(value, decimals: value == value.rounded() ? 0 : 1)
        case .percent: return Self.grouped(value * 100, decimals: 1) + "\u{A0}%"
        case .decimal: return Self.grouped(value, decimals: abs(value) < 10 ? 2 : 1)
        case .duration: return Self.duration(value)
        case .dateTime, .time, .text: return Cell.real(value).plainText
        }
    }

    /// `7.8s`, `42s`, `4m 05s`, `7h 32m`.
    private static func duration(_ seconds: Double) -> String {
        if seconds < 0 { return "-" + duration(-seconds) }
        if seconds < 9.95 && seconds != seconds.rounded() {
            return grouped(seconds, decimals: 1) + "\u{A0}s"
        }
        let whole = Int(seconds.rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 60 { return "\(whole)\u{A0}s" }
        if whole < 3600 { return "\(whole / 60)m\u{A0}\(two(whole % 60))s" }
        let minutes = Int((seconds / 60).rounded())
        return "\(grouped(Double(minutes / 60), decimals: 0))h\u{A0}\(two(minutes % 60))m"
    }

    private static func grouped(_ value: Double, decimals: Int) -> String {
        let scale = decimals == 0 ? 1.0 : decimals == 1 ? 10 : 100
        let scaled = Int((abs(value) * scale).rounded())
        let unit = Int(scale)
        let whole = String(scaled / unit)
        var text = value < 0 && scaled > 0 ? "-" : ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.utf8.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        if decimals > 0 {
            let fraction = String(scaled % unit)
            text += "." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
        }
        return text
    }

    /// From ISO 8601 text: `2026-11-22 09:12` or `09:12`.
    private static func clock(_ cell: Cell, withDate: Bool) -> String {
        guard case .text(let text) = cell else { return undefined }
        let utf8 = Array(text.utf8)
        guard utf8.count >= 16, utf8[10] == UInt8(ascii: "T") else { return text }
        let time = String(decoding: utf8[11..<16], as: UTF8.self)
        return withDate ? String(decoding: utf8[..<10], as: UTF8.self) + "\u{A0}" + time : time
    }
}
