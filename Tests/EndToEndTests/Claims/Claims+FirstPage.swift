import CivilTime
import Foundation
import Reporting

/// The sentences of the first page.
enum Claims {
    static let headline: [Claim] =
        verdicts + emptiness

    private static let verdicts: [Claim] = [
        Claim(
            "Service level <p> – <n> points below the <p> target",
            "Servicelevel <p> – <n> Prozentpunkte unter dem Ziel von <p>"
        ) { said, context in
            var faults = Faults()
            let total = context.report.total
            let level = context.report.number("totals.serviceLevel")
            let target = ClaimContext.number(total, "target")
            faults.expect(ClaimContext.verdict(total) == "missed", "the total is not missed")
            faults.agree(said.number(0), level, "service level")
            faults.agree(said.number(2), target, "target")
            // The distance is that of the digits shown.
            let distance = ((target ?? 0) - (level ?? 0)) * 100
            faults.agree(said.number(1), distance, factor: 2.01, "distance to the target")
            faults.expect(
                (said.number(0)?.value ?? 1) < (said.number(2)?.value ?? 0),
                "the digits shown do not miss the target")
            return faults.list
        },
        Claim(
            "Service level <p> – target of <p> met", "Servicelevel <p> – Ziel von <p> erreicht"
        ) { said, context in
            var faults = Faults()
            faults.expect(ClaimContext.verdict(context.report.total) == "met", "it is not met")
            faults.agree(said.number(0), context.report.number("totals.serviceLevel"), "level")
            faults.agree(
                said.number(1), ClaimContext.number(context.report.total, "target"), "target")
            faults.expect(
                (said.number(0)?.value ?? 0) >= (said.number(1)?.value ?? 1) - 1e-9,
                "the digits shown do not meet the target")
            return faults.list
        },
        Claim(
            "Service level about <p> – too close to the <p> target to call",
            "Servicelevel rund <p> – ob das Ziel von <p> erreicht wurde, lassen die Daten offen"
        ) { said, context in
            var faults = Faults()
            let row = context.report.total
            faults.expect(ClaimContext.verdict(row) == "open", "the verdict is not open")
            faults.agree(said.number(1), ClaimContext.number(row, "target"), "target")
            return faults.list
        },
        Claim(
            "Service level <p> – too few calls for a verdict",
            "Servicelevel <p> – zu wenige Anrufe für eine Aussage"
        ) { said, context in
            var faults = Faults()
            faults.expect(context.report.offered < 10, "\(context.report.offered) are enough")
            faults.agree(said.number(0), context.report.number("totals.serviceLevel"), "level")
            return faults.list
        },
        Claim("Service level <p>", "Servicelevel <p>") { said, context in
            var faults = Faults()
            faults.expect(
                ClaimContext.number(context.report.total, "target") == nil, "there is a target")
            faults.agree(said.number(0), context.report.number("totals.serviceLevel"), "level")
            return faults.list
        },
        Claim("No service level", "Kein Servicelevel") { _, context in
            context.report.number("totals.serviceLevel") == nil ? [] : ["there is one"]
        },
    ]

    /// `24 calls: 20 answered, 4 abandoned (abandon rate 16.7%).`, then the change. Parts are
    /// checked one by one: their number differs.
    static func volume(_ sentence: String, _ context: ClaimContext) throws -> [String] {
        var faults = Faults()
        let language = context.language
        let isMixed = context.isMixed
        let noun =
            language == .german
            ? (isMixed ? "Kontakt" : "Anruf", isMixed ? "Kontakte" : "Anrufe")
            : (isMixed ? "contact" : "call", isMixed ? "contacts" : "calls")
        guard let colon = sentence.range(of: ": "),
            let stop = sentence.range(
                of: ".", options: [],
                range: lastStop(sentence))
        else { return ["it has no parts"] }
        let head = String(sentence[..<colon.lowerBound])
        let singular = head == "1 \(noun.0)"
        let count = head.hasSuffix(" \(noun.1)") ? String(head.dropLast(noun.1.count + 1)) : "1"
        faults.expect(singular || head.hasSuffix(" \(noun.1)"), "\(head) names no \(noun.1)")
        faults.agree(
            ShownNumber(count, language), context.report.number("totals.offered"), "offered")
        var sum = 0.0
        let parts = String(sentence[colon.upperBound..<stop.lowerBound])
        for part in split(parts) {
            var found = false
            for (english, german, path) in [
                ("answered", "angenommen", "answered"), ("abandoned", "abgebrochen", "abandoned"),
                ("flowed out", "übergelaufen", "flowedOut"), ("still open", "noch offen", "open"),
            ] {
                let word = language == .german ? german : english
                guard let at = part.range(of: " \(word)") else { continue }
                found = true
                let number = ShownNumber(String(part[..<at.lowerBound]), language)
                faults.agree(number, context.report.number("totals.\(path)"), path)
                sum += number?.value ?? 0
                let rest = part[at.upperBound...]
                if !rest.isEmpty {
                    faults.expect(
                        rest.hasPrefix(language == .german ? " (Abbruchrate " : " (abandon rate "),
                        "\(rest) is no rate")
                    let said = rest.dropFirst(language == .german ? 14 : 15).dropLast()
                    let (without, short) = (
                        said.range(of: language == .german ? " ohne " : " excluding "),
                        context.report.number("totals.shortAbandoned") ?? 0
                    )
                    faults.expect((without != nil) == (short > 0), "\(short) are short")
                    if let without {
                        let count = said[without.upperBound...].prefix { $0 != " " }
                        faults.agree(ShownNumber(String(count), language), short, "short ones")
                    }
                    let rate = said[..<(without?.lowerBound ?? said.endIndex)]
                    let ends = rate.split(separator: "–").map(String.init)
                    let paths = ends.count == 1 ? [""] : ["Low", "High"]
                    for (end, path) in zip(ends, paths) {
                        // Before the dash stands no sign.
                        let sign = end.hasSuffix("%") ? "" : "%"
                        faults.agree(
                            ShownNumber(end + sign, language),
                            context.report.number("totals.abandonRate\(path)"),
                            "abandon rate (\(rate))")
                    }
                }
                break
            }
            faults.expect(found, "nothing is known of \(part)")
        }
        faults.expect(sum == context.report.offered, "the parts add up to \(sum)")
        let after = String(sentence[stop.upperBound...]).trimmingCharacters(in: .whitespaces)
        if !after.isEmpty { faults.expectAll(try change(after, context)) }
        return faults.list
    }

    /// The end of the first sentence: a stop that no digit follows.
    private static func lastStop(_ text: String) -> Range<String.Index> {
        var index = text.startIndex
        while let found = text.range(of: ".", range: index..<text.endIndex) {
            let next = found.upperBound
            if next == text.endIndex || text[next] == " " { return found }
            index = next
        }
        return text.startIndex..<text.startIndex
    }

    /// At commas that no digit follows: `4,276 answered, 234 abandoned (5.2%)`.
    private static func split(_ text: String) -> [String] { text.components(separatedBy: ", ") }

    private static func change(_ sentence: String, _ context: ClaimContext) throws -> [String] {
        var faults = Faults()
        let claim = Claim(
            "Calls <text> <p> on <text> (<n>).", "<p> <text> Anrufe als <text> (<n>).",
            { _, _ in [] })
        guard let said = try claim.captures(of: context.plainNouns(sentence), context.language)
        else {
            return ["no form fits \(sentence)"]
        }
        let isGerman = context.language == .german
        let share = said.number(isGerman ? 0 : 1)
        let isMore = said[isGerman ? 1 : 0] == (isGerman ? "mehr" : "up")
        let before = context.report.number("previous.totals.offered")
        faults.agree(said.number(3), before, "offered before")
        let now = context.report.offered
        faults.expect(isMore == (now > before ?? now), "the direction is wrong")
        faults.agree(share, before.map { abs(now - $0) / $0 }, "change")
        if context.period.days == 1 {
            let words = said[2].replacing("am ", with: "")
            let date = ClaimContext.date(words)
            let start = context.report.value("previous.start") as? String ?? ""
            faults.expect(
                date.map { start.hasPrefix($0.description) } == true, "\(words) is not \(start)")
        }
        return faults.list
    }
}

extension Faults {
    mutating func expectAll(_ more: [String]) { for one in more { expect(false, one) } }
}

extension ClaimContext {
    /// Whether tasks of several channels are in the report.
    var isMixed: Bool { report.list("channels").count { ($0["offered"] as? Double ?? 0) > 0 } > 1 }

    /// A sentence of a report on several channels, in the words of one on calls alone; what says
    /// calls there already is wrong.
    func plainNouns(_ sentence: String) -> String {
        guard isMixed else { return sentence }
        var plain = ""
        // Names stay as they are.
        for (index, part) in sentence.split(
            separator: /[\u{2068}\u{2069}]/, omittingEmptySubsequences: false
        ).enumerated() {
            if index % 2 == 1 {
                plain += "\u{2068}\(part)\u{2069}"
                continue
            }
            // Here a call is no contact.
            var text = String(part).replacing("target to call", with: "target to <judge>")
            for (calls, contacts) in [
                ("Calls", "Contacts"), ("calls", "contacts"), ("call ", "contact "),
                ("call,", "contact,"),
                ("Anrufe", "Kontakte"), ("Anrufs", "Kontakts"), ("Anruf ", "Kontakt "),
            ] {
                text = text.replacing(calls, with: "<\(calls)?>").replacing(contacts, with: calls)
            }
            plain += text.replacing("target to <judge>", with: "target to call")
        }
        return plain
    }
}
