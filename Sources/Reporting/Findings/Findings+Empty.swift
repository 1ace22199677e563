internal import CivilTime

/// Why a page has no figures.
extension Findings {
    /// The one sentence of a page without calls: nothing was collected, it was closed, it has not
    /// opened yet, or nobody called.
    func empty(_ coverage: Coverage) throws -> Sentence {
        Sentence(text: try reason(coverage), kind: .headline)
    }

    private func reason(_ coverage: Coverage) throws -> String {
        let isDay = tables.facts.period.unit == .day && tables.facts.period.isSingle
        guard coverage.fraction != nil else {
            return language(
                "No data was collected in this period.",
                "Für diesen Zeitraum wurden keine Daten erfasst.")
        }
        let opening = try tables.records("page-opening").all.first
        guard let opensAt = opening?.number("opens_at") else {
            return isDay
                ? language(
                    "Closed on this day; there were no calls.",
                    "An diesem Tag war geschlossen; es gab keine Anrufe.")
                : language(
                    "Closed in this period; there were no calls.",
                    "In diesem Zeitraum war geschlossen; es gab keine Anrufe.")
        }
        if let elapsed = tables.elapsedAt {
            if isDay, elapsed < opensAt, let opening {
                let time = Format.time.text(opening["opens"], in: language)
                return language(
                    "Not open yet (opens at \(time)). No calls so far\(whose).",
                    "Noch geschlossen (ab \(time) geöffnet). Bisher keine Anrufe\(whose).")
            }
            return tables.elapsedWords(language)
                + language("no calls\(whose).", "keine Anrufe\(whose).")
        }
        return isDay
            ? language(
                "There were no calls\(whose) on this day.",
                "An diesem Tag gab es keine Anrufe\(whose).")
            : language(
                "There were no calls\(whose) in this period.",
                "In diesem Zeitraum gab es keine Anrufe\(whose).")
    }

    /// Of a restricted report, what it is about: other calls may have come.
    private var whose: String {
        let scope = tables.scope
        guard scope.hasTasks || !scope.organizationUnits.isEmpty else { return "" }
        let names = scope.services(language)
        return language(" for \(names)", " für \(names)")
    }
}
