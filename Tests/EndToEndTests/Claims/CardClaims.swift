import Foundation

/// What the scorecards of a page say in words, held against the figures that they show.
struct CardClaims {
    let faults: [String]

    private static let rises = ["longer", "higher", "länger", "höher"]
    private static let falls = ["shorter", "lower", "kürzer", "niedriger"]

    init(_ report: WrittenReport) {
        let pages = [report.pages["agents"], report.pages["report"]].compactMap(\.self)
        faults = pages.flatMap { page in
            page.components(separatedBy: "<div class=\"card\">").dropFirst().flatMap {
                Self.faults(of: $0, report)
            }
        }
    }

    private static func faults(of card: String, _ report: WrittenReport) -> [String] {
        let heads = card.matches(of: /<th scope="col" class="n">([^<]*)</).map {
            String($0.output.1)
        }
        var rows: [String: [Double?]] = [:]
        for match in card.matches(of: /<tr><th scope="row">(.*?)<\/th>(.*?)<\/tr>/) {
            let title = WrittenReport.plain(match.output.1).replacing("?", with: "")
            rows[title.lowercased()] = match.output.2.matches(of: /<td[^>]*>([^<]*)/).map { cell in
                let text = WrittenReport.plain(cell.output.1)
                return (ShownNumber(text, report.language) ?? ShownNumber(clock: text))?.value
            }
        }
        guard let words = card.firstMatch(of: /class="words">([^<]*)</) else {
            return ["a card has no words"]
        }
        return WrittenReport.plain(words.output.1).split(separator: ";").flatMap { clause in
            let clause = clause.lowercased()
            return rows.filter { clause.contains($0.key) }.flatMap { title, cells in
                faults(of: clause, title, cells, heads)
            }
        }
    }

    /// `Occupancy higher than in the team and lower than before` of the figures of one row.
    private static func faults(
        of clause: String, _ title: String, _ cells: [Double?], _ heads: [String]
    ) -> [String] {
        clause.matches(of: /(\w+) (?:than in the|than|als im|als) (team|before|zuvor)/).compactMap {
            let (word, other) = (String($0.output.1), String($0.output.2))
            let head = other == "team" ? ["Team"] : ["Before", "Zuvor"]
            guard let at = heads.firstIndex(where: head.contains), at < cells.count,
                let own = cells[0], let then = cells[at]
            else { return "\(title) has nothing to be \(word) than" }
            let isTrue =
                rises.contains(word) ? own > then : falls.contains(word) ? own < then : false
            return isTrue ? nil : "\(title) \(own) is not \(word) than \(then)"
        }
    }
}
