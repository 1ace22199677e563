internal import CivilTime

/// Where a target, a threshold or opening hours changed within the period.
struct RuleMarks {
    private let changes: [(at: Double, day: String, rule: String)]
    private let language: Language

    /// Those of one subject, or of all together.
    init(_ context: SectionContext) throws {
        language = context.language
        let dates = DateWords(language)
        var changes: [(at: Double, day: String, rule: String)] = []
        for row in try context.tables.records("rule-changes").all {
            guard context.subject.map({ $0 == row["service_id"] }) ?? true,
                let at = row.number("start_at"),
                let date = CivilDate(row["local_date"].plainText[...])
            else { continue }
            let rule = row["rule"].plainText
            guard !changes.contains(where: { $0.at == at && $0.rule == rule }) else { continue }
            changes.append((at, dates.short(date), rule))
        }
        self.changes = changes
    }

    /// `Rules changed: target 24 Nov, opening hours 30 Nov`; `nil` where none changed.
    func words() -> String? {
        guard !changes.isEmpty else { return nil }
        let list = changes.map { change in
            let rule =
                change.rule == "target"
                ? language("target", "Ziel") : language("opening hours", "Öffnungszeiten")
            return "\(rule) \(change.day)"
        }
        return language("Rules changed: ", "Regeln geändert: ") + list.joined(separator: ", ")
    }

    /// One path of upright lines, over a drawing of this size.
    func shape(on axis: TimeAxis, width: Double, height: Double) -> String {
        Set(changes.map(\.at)).sorted().filter { axis.startAt < $0 && $0 < axis.endAt }.map {
            "M\(Coordinate.whole(axis.position($0) * width)) 0V\(Coordinate.whole(height))"
        }.joined()
    }

    /// Whether a rule changed at the beginning of this row.
    func hold(from row: Record) -> Bool {
        changes.contains { $0.at == row.number("start_at") }
    }
}
