internal import CivilTime

/// Changes of the rules by which the figures count.
extension Findings {
    /// More names than these are a number of services.
    private static let maximumNames = 2

    /// One line for all changes of a target, a threshold or opening hours within the period.
    func ruleChange() throws -> Sentence? {
        let rows = try tables.records("rule-changes").all
        var dates: [String] = []
        for row in rows {
            let date = row["local_date"].plainText
            if !dates.contains(date) { dates.append(date) }
        }
        guard !dates.isEmpty else { return nil }
        let list = dates.map { date in
            change(on: date, rows.filter { $0["local_date"].plainText == date })
        }.joined(separator: "; ")
        return Sentence(
            text: language(
                "Rules changed in this period: \(list). Each day counts by the rule of that day.",
                "Regeln änderten sich in diesem Zeitraum: \(list). "
                    + "Jeder Tag zählt nach der Regel dieses Tages."), kind: .note)
    }

    /// `target from 24 November 2026 (Sales)`
    private func change(on date: String, _ rows: [Record]) -> String {
        let kinds = Set(rows.map { $0["rule"].plainText })
        let target = language("target", "Ziel")
        let hours = language("opening hours", "Öffnungszeiten")
        let what = [
            kinds.contains("target") ? target : nil, kinds.contains("opening_hours") ? hours : nil,
        ]
        .compactMap { $0 }.joined(separator: language(" and ", " und "))
        let day = CivilDate(date[...]).map(DateWords(language).date) ?? date
        var names: [String] = []
        for row in rows {
            let name = isolated(row["service_name"])
            if !names.contains(name) { names.append(name) }
        }
        let whose =
            names.count > Self.maximumNames
            ? language("\(names.count) services", "\(names.count) Services")
            : names.joined(separator: ", ")
        return language("\(what) from \(day) (\(whose))", "\(what) ab \(day) (\(whose))")
    }
}
