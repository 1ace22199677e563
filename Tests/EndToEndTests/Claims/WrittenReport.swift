import CivilTime
import Foundation
import Reporting
import Testing

/// The files of a report as their readers see them.
struct WrittenReport {
    let language: Language
    let bounds: Range<Timestamp>
    let json: [String: Any]
    /// Rows of `services.csv` and `service-intervals.csv`, by column.
    let services: [[String: String]]
    let intervals: [[String: String]]
    let pages: [String: String]

    init(_ folder: URL, _ language: Language, _ bounds: Range<Timestamp>) throws {
        self.language = language
        self.bounds = bounds
        let data = try Data(contentsOf: folder.appending(path: "report.json"))
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        self.json = Self.withoutNulls(json)
        services = try Self.rows(folder.appending(path: "services.csv"))
        intervals = try Self.rows(folder.appending(path: "service-intervals.csv"))
        var pages: [String: String] = [:]
        for name in ["report", "agents", "quality"] {
            let url = folder.appending(path: "\(name).html")
            if let text = try? String(contentsOf: url, encoding: .utf8) { pages[name] = text }
        }
        self.pages = pages
    }

    private static func withoutNulls(_ members: [String: Any]) -> [String: Any] {
        members.compactMapValues { value in
            if let members = value as? [String: Any] { return withoutNulls(members) }
            if let list = value as? [[String: Any]] { return list.map(withoutNulls) }
            return value is NSNull ? nil : value
        }
    }

    /// Names of the simulated centre hold no comma and no quotation mark.
    private static func rows(_ url: URL) throws -> [[String: String]] {
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\r\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard let head = lines.first else { return [] }
        return lines.dropFirst().map {
            Dictionary(zip(head, $0), uniquingKeysWith: { first, _ in first })
        }
    }

    /// A number at a dotted path of `report.json`; a list's members go by their `id`.
    func number(_ path: String) -> Double? { value(path) as? Double }

    func value(_ path: String) -> Any? {
        path.split(separator: ".").reduce(json as Any?) { value, name in
            if let list = value as? [[String: Any]] {
                return list.first { $0["id"] as? String == String(name) }
            }
            return (value as? [String: Any])?[String(name)]
        }
    }

    func list(_ path: String) -> [[String: Any]] { value(path) as? [[String: Any]] ?? [] }

    var offered: Double { number("totals.offered") ?? 0 }

    /// Calls of the intervals of each day that begin before a time on the clock.
    func offered(before time: String) -> Double {
        intervals.filter { row in
            row["service_id"] != "" && (row["start"] ?? "").dropFirst(11).prefix(5) < time
        }.reduce(0) { $0 + (ClaimContext.number($1, "offered") ?? 0) }
    }

    var ownServices: [[String: String]] { services.filter { $0["service_id"] != "" } }

    /// The figures of all together as a row, with the target that the services' own add up to.
    var total: [String: String] {
        var row: [String: String] = [:]
        for (column, path) in [
            ("offered", "offered"), ("service_level", "serviceLevel"),
            ("service_level_low", "serviceLevelLow"), ("service_level_high", "serviceLevelHigh"),
        ] {
            row[column] = number("totals.\(path)").map { "\($0)" }
        }
        let judged = ownServices.compactMap { row in
            row["target"].flatMap { Double($0) }.map { ($0, ClaimContext.accountable(row)) }
        }
        let weight = judged.reduce(0) { $0 + $1.1 }
        let targets = Set(judged.map(\.0))
        if targets.count == 1, let target = targets.first {
            row["target"] = "\(target)"
        } else if weight > 0 {
            row["target"] = "\(judged.reduce(0) { $0 + $1.0 * $1.1 } / weight)"
        }
        return row
    }

    /// The texts of elements with one of these classes, without marks of direction.
    func texts(_ page: String, class names: [String]) -> [String] {
        let text = pages[page] ?? ""
        var found: [String] = []
        for match in text.matches(of: /<p class="([^"]*)">(.*?)<\/p>/.dotMatchesNewlines()) {
            let classes = match.output.1.split(separator: " ").map(String.init)
            if classes.contains(where: names.contains) { found.append(Self.plain(match.output.2)) }
        }
        return found
    }

    /// The paragraphs inside the element of a class.
    func paragraphs(_ page: String, inside name: String) -> [String] {
        let text = pages[page] ?? ""
        return text.components(separatedBy: "<div class=\"\(name)\">").dropFirst().flatMap { part in
            let end = part.range(of: "</div>")?.lowerBound ?? part.endIndex
            return part[..<end].matches(of: /<p(?: [^>]*)?>(.*?)<\/p>/.dotMatchesNewlines())
                .map { Self.plain($0.output.1) }
        }
    }

    static func plain(_ html: Substring) -> String {
        String(html).replacing(/<[^>]*>/, with: "").replacing("&amp;", with: "&")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&#39;", with: "'").replacing("&quot;", with: "\"")
            .replacing("\u{A0}", with: " ").replacing("\u{AD}", with: "")
    }
}

/// Numbers as a page writes them, with how far rounding may have moved them.
struct ShownNumber {
    let value: Double
    let tolerance: Double

    func agrees(with other: Double?, factor: Double = 1) -> Bool {
        other.map { abs($0 - value) <= tolerance * factor + 1e-9 } ?? false
    }

    /// `4,510`, `78.8%`, `24 310`, `78,8 %`, `under 0.1%`.
    init?(_ text: String, _ language: Language) {
        var text = text.trimmingCharacters(in: .whitespaces)
        var slack = 0.0
        for (word, center) in [
            ("under 0.1%", 0.00025), ("unter 0,1 %", 0.00025), ("over 99.9%", 0.99975),
            ("über 99,9 %", 0.99975),
        ] where text == word {
            self.value = center
            self.tolerance = 0.00025
            return
        }
        let isPercent = text.hasSuffix("%")
        text = text.replacing("%", with: "").replacing(" ", with: "")
        if language == .german {
            text = text.replacing(",", with: ".")
        } else {
            text = text.replacing(",", with: "")
        }
        guard let number = Double(text) else { return nil }
        let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
        slack = 0.5 * pow(10, -Double(decimals))
        value = isPercent ? number / 100 : number
        tolerance = isPercent ? slack / 100 : decimals == 0 ? 0 : slack
    }

    /// `42 s`, `9 min 59 s`, `5 h 12 min`.
    init?(duration text: String, _ language: Language) {
        var seconds = 0.0
        var unit = 0.5
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 2 else { return nil }
        var index = 0
        while index + 1 < words.count {
            guard let number = Double(words[index].replacing(",", with: "")) else { return nil }
            switch words[index + 1] {
            case "s": seconds += number
            case "min": seconds += number * 60
            case "h":
                seconds += number * 3600
                unit = 30
            default: return nil
            }
            index += 2
        }
        value = seconds
        tolerance = unit
    }
}
