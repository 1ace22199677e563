/// Gaps as a reader looks for them: one row a spell, whichever of the resources it hit.
struct GapRows {
    /// Polls of several resources do not stop at the same instant, in milliseconds.
    private static let tolerance = 60_000.0

    private struct Spell {
        var gap: Gap
        var hasStates = false
        /// The names of services whose tasks were not observed.
        var services: [Cell] = []
    }

    /// - Parameters:
    ///   - records: the answer of `coverage-gaps`.
    ///   - services: how many services there are.
    static func rows(_ records: Records, services: Int, _ language: Language) throws -> [Record] {
        var spells: [Spell] = []
        for gap in joined(records) {
            let index = spells.firstIndex { spell in
                abs(spell.gap.startAt - gap.gap.startAt) <= tolerance
                    && abs(spell.gap.endAt - gap.gap.endAt) <= tolerance
            }
            guard let index else {
                spells.append(gap)
                continue
            }
            let both = Gap.joined([spells[index].gap, gap.gap])
            if both.count == 1 { spells[index].gap = both[0] }
            spells[index].hasStates = spells[index].hasStates || gap.hasStates
            spells[index].services += gap.services
        }
        let table = Table(
            columns: [
                "start", "end", "start_at", "end_at", "resource", "service_name", "has_dates",
            ],
            rows: spells.map { row($0, services, language) })
        return try Records(table, query: records.query).all
    }

    /// The gaps of each resource, those that touch as one, in the order of time.
    private static func joined(_ records: Records) -> [Spell] {
        var byResource: [[Cell]: [Gap]] = [:]
        for row in records.all {
            guard let start = row.text("start"), let end = row.text("end"),
                let startAt = row.number("start_at"), let endAt = row.number("end_at")
            else { continue }
            byResource[[row["resource"], row["service_name"]], default: []].append(
                Gap(start: start, end: end, startAt: startAt, endAt: endAt))
        }
        return byResource.flatMap { key, gaps in
            let isStates = key[0] == .text("user states")
            return Gap.joined(gaps).map {
                Spell(gap: $0, hasStates: isStates, services: isStates ? [] : [key[1]])
            }
        }.sorted {
            ($0.gap.startAt, $0.gap.endAt, $0.services.first?.plainText ?? "")
                < ($1.gap.startAt, $1.gap.endAt, $1.services.first?.plainText ?? "")
        }
    }

    private static func row(_ spell: Spell, _ services: Int, _ language: Language) -> [Cell] {
        let gap = spell.gap
        let names = spell.services.map(\.plainText).filter { !$0.isEmpty }
        let resources =
            (spell.hasStates ? ["user states"] : []) + (spell.services.isEmpty ? [] : ["tasks"])
        let isAll = services > 1 && names.count >= services
        return [
            .text(gap.start), .text(gap.end), .real(gap.startAt), .real(gap.endAt),
            .text(resources.map(language.word).joined(separator: ", ")),
            names.isEmpty
                ? .null
                : .text(
                    isAll
                        ? language("All services", "Alle Services")
                        : names.joined(separator: ", ")),
            .integer(hasDates(gap) ? 1 : 0),
        ]
    }

    /// Whether its times alone would not say on which day: it lasts for a day, or touches midnight.
    private static func hasDates(_ gap: Gap) -> Bool {
        gap.endAt - gap.startAt >= 86_400_000
            || [gap.start, gap.end].contains { $0.dropFirst(11).hasPrefix("00:00") }
    }
}
