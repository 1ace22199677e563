import Foundation
import Reporting

/// One form of sentence that pages have, and what must be true of the figures for it to stand there.
///
/// The forms are written out here a second time, in each language: a sentence that matches none is
/// a claim that nothing checks.
struct Claim: Sendable {
    let english: String
    let german: String
    /// What is wrong with the sentence; empty if nothing is.
    let check: @Sendable (Captures, ClaimContext) throws -> [String]

    /// In a form, `<n>` stands for a number, `<p>` for a percentage, `<d>` for a duration in words,
    /// `<t>` for a time, `<name>` for a name between marks of direction, `<text>` for anything.
    init(
        _ english: String, _ german: String,
        _ check: @escaping @Sendable (Captures, ClaimContext) throws -> [String]
    ) {
        self.english = english
        self.german = german
        self.check = check
    }

    func captures(of sentence: String, _ language: Language) throws -> Captures? {
        var pattern = NSRegularExpression.escapedPattern(
            for: language == .german ? german : english)
        let isGerman = language == .german
        for (mark, expression) in [
            (
                "<n>",
                isGerman ? "([0-9]+(?: [0-9]{3})*(?:,[0-9]+)?)" : "([0-9][0-9,]*(?:\\.[0-9]+)?)"
            ),
            (
                "<p>",
                isGerman
                    ? "((?:unter |über )?[0-9]+(?:,[0-9]+)? %)"
                    : "((?:under |over )?[0-9]+(?:\\.[0-9]+)?%)"
            ),
            ("<d>", "((?:[0-9,]+ (?:h|min|s) ?)+?)"), ("<t>", "([0-9]{2}:[0-9]{2})"),
            ("<name>", "\u{2068}([^\u{2069}]*)\u{2069}"), ("<text>", "(.+?)"), ("<maybe>", "(.*?)"),
        ] {
            pattern = pattern.replacing(
                NSRegularExpression.escapedPattern(for: mark), with: expression)
        }
        let expression = try NSRegularExpression(pattern: "^\(pattern)$")
        let range = NSRange(sentence.startIndex..., in: sentence)
        guard let match = expression.firstMatch(in: sentence, range: range) else { return nil }
        let parts = (1..<match.numberOfRanges).map { group in
            Range(match.range(at: group), in: sentence).map { String(sentence[$0]) } ?? ""
        }
        return Captures(parts: parts, language: language)
    }
}

/// What stood in a sentence's places, in order.
struct Captures {
    let parts: [String]
    let language: Language

    subscript(_ index: Int) -> String { parts[index] }
    func number(_ index: Int) -> ShownNumber? { ShownNumber(parts[index], language) }
    func duration(_ index: Int) -> ShownNumber? { ShownNumber(duration: parts[index], language) }
}

/// Collects what is wrong.
struct Faults {
    private(set) var list: [String] = []

    mutating func expect(_ holds: Bool, _ fault: @autoclosure () -> String) {
        if !holds { list.append(fault()) }
    }

    mutating func agree(
        _ shown: ShownNumber?, _ value: Double?, factor: Double = 1, _ name: String
    ) {
        let written = shown.map { "\($0.value)" } ?? "nothing"
        expect(
            shown?.agrees(with: value, factor: factor) == true,
            "\(name) is \(value.map { "\($0)" } ?? "null"), not \(written)")
    }
}
