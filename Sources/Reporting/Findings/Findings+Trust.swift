/// How sure the figures are, in sentences.
extension Findings {
    func trust() throws -> [Sentence] {
        let coverage = try tables.records("coverage")
        let gaps = Gap.distinct(try tables.records("coverage-gaps"))
        let services = try tables.records("service-figures", ["grain": .text("period")])
        return [
            observed(coverage), spacing(coverage), missing(gaps), unconfirmed(services.total),
            unseen(services.total), closer(services.total),
        ].compactMap { $0 }
    }

    /// What lived between two looks, where it could be estimated.
    func unseen(_ total: Record?) -> Sentence? {
        guard let total else { return nil }
        func count(_ kind: String) -> (estimate: Double, text: String)? {
            guard let estimate = total.number("unseen_\(kind)_estimate") else { return nil }
            let low = words(.count, total, "unseen_\(kind)_low")
            let high = words(.count, total, "unseen_\(kind)_high")
            let rounded = Format.count.text(abs(estimate).rounded(), in: language)
            return (estimate, "\(rounded) (\(low) \(language("to", "bis")) \(high))")
        }
        var parts: [String] = []
        if let answered = count("answered") {
            parts.append(language("\(answered.text) answered", "\(answered.text) angenommene"))
        }
        var mistaken: String?
        if let abandoned = count("abandoned") {
            if abandoned.estimate < 0 {
                mistaken = Format.count.text(-abandoned.estimate, in: language)
            } else {
                parts.append(
                    language("\(abandoned.text) abandoned", "\(abandoned.text) aufgelegte"))
            }
        }
        guard !parts.isEmpty else { return nil }
        let list = parts.joined(separator: language(" and ", " und "))
        var text = language(
            "About so many more tasks came and went between two looks, by an estimate: \(list).",
            "Etwa so viele weitere Aufgaben kamen und gingen zwischen zwei Blicken, nach einer "
                + "Schätzung: \(list).")
        if let mistaken {
            text += language(
                " About \(mistaken) of those counted as abandoned were probably answered.",
                " Etwa \(mistaken) der als aufgelegt gezählten wurden wohl angenommen.")
        }
        return Sentence(text: text)
    }

    /// The spacing at which the estimate says that 95 % would be seen, where that is closer.
    private func closer(_ total: Record?) -> Sentence? {
        guard let total, let wanted = total.number("spacing_for_95_seconds"),
            let now = total.number("sighting_spacing_seconds"), wanted < now
        else { return nil }
        let spacing = words(.duration, total, "spacing_for_95_seconds")
        return Sentence(
            text: language(
                "To see 95 % of all, looks would have to be \(spacing) apart.",
                "Um 95 % aller zu sehen, müssten die Blicke \(spacing) auseinander liegen."))
    }

    /// Told where it is little.
    func observed(_ coverage: Records) -> Sentence? {
        guard let row = coverage.all.first, let fraction = row.number("observed_fraction") else {
            return Sentence(
                text: language(
                    "Nothing tells how much of this period was observed.",
                    "Nichts sagt, wie viel von dieser Periode beobachtet wurde."), isWarning: true)
        }
        guard fraction < 0.98 else { return nil }
        let share = Format.percent.words(.real(fraction), in: language)
        return Sentence(
            text: language(
                "Only \(share) of the period was observed. What happened in the gaps is missing "
                    + "here; the charts mark them.",
                "Nur \(share) der Periode wurde beobachtet. Was in den Lücken geschah, fehlt hier; "
                    + "die Diagramme zeigen sie."),
            isWarning: true)
    }

    private func spacing(_ coverage: Records) -> Sentence? {
        guard let row = coverage.all.first, row.number("poll_seconds_median") != nil else {
            return nil
        }
        let polls = words(.count, row, "polls")
        let usual = words(.duration, row, "poll_seconds_median")
        let most = words(.duration, row, "poll_seconds_p95")
        return Sentence(
            text: language(
                "\(polls) looks, usually \(usual) apart, nineteen of twenty within \(most). A task "
                    + "that begins and ends between two looks is never seen, so counts are a lower "
                    + "bound.",
                "\(polls) Blicke, meist im Abstand von \(usual), neunzehn von zwanzig innert \(most). "
                    + "Eine Aufgabe, die zwischen zwei Blicken beginnt und endet, wird nie gesehen: "
                    + "Anzahlen sind eine Untergrenze."))
    }

    private func missing(_ gaps: [Gap]) -> Sentence? {
        guard let longest = gaps.max(by: { $0.endAt - $0.startAt < $1.endAt - $1.startAt }) else {
            return nil
        }
        let length = Format.duration.words(
            .real((longest.endAt - longest.startAt) / 1000), in: language)
        let from = Format.dateTime.text(.text(longest.start), in: language)
        return Sentence(
            text: gaps.count == 1
                ? language(
                    "One gap, of \(length) from \(from).", "Eine Lücke von \(length) ab \(from).")
                : language(
                    "\(gaps.count) gaps, the longest of \(length) from \(from).",
                    "\(gaps.count) Lücken, die längste von \(length) ab \(from)."))
    }

    /// Told where at least one abandoned task in twenty is unconfirmed.
    private func unconfirmed(_ total: Record?) -> Sentence? {
        guard let total, let unconfirmed = total.number("unconfirmed"), unconfirmed > 0,
            let abandoned = total.number("abandoned"), unconfirmed * 20 >= abandoned
        else { return nil }
        let some = words(.count, total, "unconfirmed")
        let all = words(.count, total, "abandoned")
        return Sentence(
            text: language(
                "\(some) of the \(all) abandoned tasks are unconfirmed: last seen waiting, then gone. "
                    + "Some may have been answered and ended between two looks.",
                "\(some) der \(all) aufgelegten Aufgaben sind unbestätigt: zuletzt wartend gesehen, "
                    + "dann weg. Manche wurden vielleicht zwischen zwei Blicken angenommen und "
                    + "beendet."))
    }
}
