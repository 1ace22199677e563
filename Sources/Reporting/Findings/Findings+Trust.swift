internal import CivilTime

/// What the data leave open, in sentences.
extension Findings {
    func trust() throws -> [Sentence] {
        let coverage = try Coverage(tables)
        let row = try tables.records("coverage").all.first
        let figures = try tables.records("service-figures", ["grain": .text("period")])
        let total = tables.scope.tells(.services) ? figures.total : nil
        return try worded(
            [
                warning(coverage), begun(coverage), missing(coverage),
                callSpacing(total) ?? spacing(row), unconfirmed(total), unseen(total),
            ].compactMap { $0 })
    }

    /// `No data for 5 h 12 min of this day (longest gap 00:00–01:02). Figures cover the rest.`
    func warning(_ coverage: Coverage) -> Sentence? {
        guard coverage.fraction != nil, !coverage.isComplete else { return nil }
        let length = Format.duration.words(.real(coverage.missingSeconds), in: language)
        let isDay = tables.facts.period.days == 1
        let gap = coverage.longest.map {
            " (\(language("longest gap", "längste Lücke")) \(span($0)))"
        }
        return Sentence(
            text: language(
                "No data for \(length) of this \(isDay ? "day" : "period")\(gap ?? ""). "
                    + "Figures cover the rest.",
                "Für \(length) \(isDay ? "dieses Tages" : "dieses Zeitraums") fehlen Daten"
                    + "\(gap ?? ""). Die Zahlen gelten für die übrige Zeit."), kind: .warning)
    }

    /// Where collecting began within the period.
    func begun(_ coverage: Coverage) -> Sentence? {
        guard !coverage.begun.isNull else { return nil }
        let (collected, all) = coverage.days
        guard all > 1 else {
            let time = Format.time.text(coverage.begun, in: language)
            return Sentence(
                text: language(
                    "Data collection began at \(time).", "Die Erfassung begann um \(time)."),
                kind: .note)
        }
        let date = day(coverage.begun)
        let since = coverage.daysSinceBegun
        // Days were lost after it as well.
        if collected < since {
            return Sentence(
                text: language(
                    "Collection began on \(date); there is data for \(collected) of the \(since) days "
                        + "since.",
                    "Die Erfassung begann am \(date); von den \(since) Tagen seither gibt es Daten für "
                        + "\(collected)."), kind: .note)
        }
        return Sentence(
            text: language(
                "Data for \(collected) of \(all) days: collection began on \(date).",
                "Daten für \(collected) von \(all) Tagen: Die Erfassung begann am \(date)."),
            kind: .note)
    }

    private func span(_ gap: Gap) -> String {
        let isDay = tables.facts.period.days == 1
        let from = (isDay ? Format.time : .dateTime).text(.text(gap.start), in: language)
        let to = Format.time.text(.text(gap.end), in: language)
        return gap.endAt - gap.startAt < 86_400_000
            ? "\(from)–\(to)"
            : "\(from)–\(Format.dateTime.text(.text(gap.end), in: language))"
    }

    private func missing(_ coverage: Coverage) -> Sentence? {
        guard let longest = coverage.longest else { return nil }
        let length = Format.duration.words(
            .real((longest.endAt - longest.startAt) / 1000), in: language)
        let from = Format.dateTime.text(.text(longest.start), in: language)
        let count = coverage.gaps.count
        return Sentence(
            text: count == 1
                ? language(
                    "1 gap of \(length) from \(from).", "1 Datenlücke von \(length) ab \(from).")
                : language(
                    "\(count) gaps; the longest took \(length) from \(from).",
                    "\(count) Datenlücken, die längste dauerte \(length) (ab \(from))."),
            kind: .note)
    }

    private func spacing(_ row: Record?) -> Sentence? {
        guard let row, row.number("poll_seconds_median") != nil else { return nil }
        let polls = words(.count, row, "polls")
        let median = words(.duration, row, "poll_seconds_median")
        let most = words(.duration, row, "poll_seconds_p95")
        return Sentence(
            text: language(
                "\(polls) polls, mostly every \(median), 95% at most \(most) apart.",
                "\(polls) Abfragen, meist alle \(median), 95\u{A0}% im Abstand von höchstens "
                    + "\(most)."),
            kind: .note)
    }

    /// How far apart the polls around the ends of calls were.
    private func callSpacing(_ total: Record?) -> Sentence? {
        guard let total, let low = total.number("call_spacing_low_seconds"),
            let high = total.number("call_spacing_high_seconds"), high > 0
        else { return nil }
        let median = words(.duration, total, "call_spacing_median_seconds")
        guard low < high else {
            return Sentence(
                text: language(
                    "Around the end of a call, its service was polled every \(median). Calls that "
                        + "begin and end between two polls are missed.",
                    "Am Ende eines Anrufs wurde sein Service alle \(median) abgefragt. Anrufe, die "
                        + "zwischen zwei Abfragen beginnen und enden, fehlen."),
                kind: .note)
        }
        let from = words(.duration, total, "call_spacing_low_seconds")
        let to = words(.duration, total, "call_spacing_high_seconds")
        return Sentence(
            text: language(
                "Around the end of a call, its service was polled every \(median) (90% of calls: "
                    + "\(from) to \(to)). Calls that begin and end between two polls are missed.",
                "Am Ende eines Anrufs wurde sein Service alle \(median) abgefragt (90\u{A0}% der "
                    + "Anrufe: \(from) bis \(to)). Anrufe, die zwischen zwei Abfragen beginnen und "
                    + "enden, fehlen."),
            kind: .note)
    }

    /// The estimate of abandoned calls that came and went between two polls, where it is shown.
    private func unseen(_ total: Record?) -> Sentence? {
        guard let total, total.number("unseen_abandoned_estimate") != nil else { return nil }
        let number = words(.count, total, "unseen_abandoned_estimate")
        let from = words(.count, total, "unseen_abandoned_low")
        let to = words(.count, total, "unseen_abandoned_high")
        return Sentence(
            text: language(
                "Between two polls, about \(number) more calls were probably abandoned after 5 "
                    + "seconds or more (\(from)–\(to)).",
                "Zwischen zwei Abfragen wurden vermutlich rund \(number) weitere Anrufe nach "
                    + "mindestens 5 Sekunden abgebrochen (\(from)–\(to))."), kind: .note)
    }

    /// Where at least one abandoned call in twenty is unconfirmed.
    private func unconfirmed(_ total: Record?) -> Sentence? {
        guard let total, let unconfirmed = total.number("unconfirmed"), unconfirmed > 0,
            let abandoned = total.number("abandoned"), unconfirmed * 20 >= abandoned
        else { return nil }
        let some = words(.count, total, "unconfirmed")
        let all = words(.count, total, "abandoned")
        let isAll = unconfirmed == abandoned
        return Sentence(
            text: language(
                (isAll ? "All \(all)" : "\(some) of the \(all)")
                    + " abandoned calls are unconfirmed: they were waiting at the last poll and may "
                    + "have been answered afterwards.",
                (isAll ? "Alle \(all) Abbrüche" : "\(some) der \(all) Abbrüche")
                    + " sind unbestätigt: Diese Anrufe warteten bei der letzten Abfrage noch und "
                    + "können danach angenommen worden sein."), kind: .note)
    }
}
