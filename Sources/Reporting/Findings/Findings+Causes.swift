internal import CivilTime

/// What lay behind a period's result.
extension Findings {
    /// Below this many calls short of the target a time below it is not worth a sentence.
    private static let minimumShort = 5.0
    /// From this occupancy on, little time is left between calls.
    private static let highOccupancy = 0.85

    /// Calls answered in time that a row lacked to its target, rounded up.
    static func short(_ row: Record) -> Double {
        guard let level = row.number("service_level"), let target = row.number("target"),
            let answered = row.number("answered"), let abandoned = row.number("abandoned")
        else { return 0 }
        let accountable = answered + abandoned - (row.number("short_abandoned") ?? 0)
        return max(0, ((target - level) * accountable - 1e-9).rounded(.up))
    }

    /// The service that fell furthest short of its target.
    func worst(_ services: Records) -> Record? {
        services.each.filter {
            Verdict("service_level", target: $0.number("target"), in: $0).isMissed
        }.max { Self.short($0) < Self.short($1) }
    }

    /// The service that fell furthest short, and how many missed their target, of all that have one:
    /// those that are too close to call, or have too few calls, count as neither met nor missed.
    func worstService(_ services: Records) -> Sentence? {
        let judged = services.each.map { row in
            (row: row, verdict: Verdict("service_level", target: row.number("target"), in: row))
        }.filter { $0.verdict != .none }
        guard judged.count > 1 else { return nil }
        let missed = judged.filter(\.verdict.isMissed).map(\.row)
        let count = judged.count
        guard let worst = worst(services) else {
            guard judged.allSatisfy(\.verdict.isMet) else { return nil }
            return Sentence(
                text: language(
                    count == 2
                        ? "Both services met their target."
                        : "All \(count) services met their target.",
                    count == 2
                        ? "Beide Services erreichten ihr Ziel."
                        : "Alle \(count) Services erreichten ihr Ziel."))
        }
        let short = Self.short(worst)
        let number = Format.count.text(short, in: language)
        let longest = words(.duration, worst, "longest_wait_seconds")
        let level = words(.percent, worst, "service_level")
        let calls = language(
            short == 1 ? "1 call" : "\(number) calls",
            short == 1 ? "1 Anruf fehlte" : "\(number) Anrufe fehlten")
        let name = isolated(worst["service_name"])
        let lead =
            missed.count == 1
            ? language(
                "Of \(count) services, only \(name) missed its target:",
                "Von \(count) Services verfehlte nur \(name) sein Ziel:")
            : outcome(missed: missed.count, of: count)
                + language(" \(name) fell furthest short:", " \(name) lag am weitesten zurück:")
        return Sentence(
            text: lead
                + language(
                    " \(level) \(inTime(worst)), \(calls) short of target, longest wait \(longest).",
                    " \(level) \(inTime(worst)), \(calls) zum Ziel, längste Wartezeit \(longest)."))
    }

    private func outcome(missed: Int, of count: Int) -> String {
        if missed == count {
            return count == 2
                ? language(
                    "Both services missed their target.", "Beide Services verfehlten ihr Ziel.")
                : language(
                    "All \(count) services missed their target.",
                    "Alle \(count) Services verfehlten ihr Ziel.")
        }
        return language(
            "\(missed) of \(count) services missed their target.",
            "\(missed) von \(count) Services verfehlten ihr Ziel.")
    }

    /// `within 20 s`, or `in time` where the threshold differs.
    func inTime(_ row: Record?) -> String {
        guard let row, row.number("threshold_seconds") != nil else {
            return language("in time", "rechtzeitig")
        }
        let threshold = words(.duration, row, "threshold_seconds")
        return language("within \(threshold)", "innerhalb von \(threshold)")
    }

    /// The day with the lowest service level among those with at least the median volume.
    func toughestDay(_ services: Records) throws -> Sentence? {
        let days = try tables.records("service-figures", ["grain": .text("day")])
        let rows = days.all.filter { $0["service_id"].isNull && ($0.number("offered") ?? 0) > 0 }
        let offered = rows.compactMap { $0.number("offered") }.sorted()
        guard rows.count >= 4 else { return nil }
        let median = max(Verdict.minimumCalls, offered[offered.count / 2])
        let worst = rows.filter { ($0.number("offered") ?? 0) >= median }
            .min { ($0.number("service_level") ?? 1) < ($1.number("service_level") ?? 1) }
        guard let worst,
            Verdict("service_level", target: worst.number("target"), in: worst).isMissed
        else { return nil }
        let day = day(worst["start"])
        let level = words(.percent, worst, "service_level")
        let count = words(.count, worst, "offered")
        return Sentence(
            text: language(
                "Toughest day: \(day) – \(level) \(inTime(worst)), \(count) calls.",
                "Schwierigster Tag: \(day) – \(level) \(inTime(worst)), \(count) Anrufe."))
    }

    /// `Billing, 09:00–11:00: only 49% within 20 s, up to 8 waiting (09:43). Of 10 agents, …`, of the
    /// two times that lacked the most calls to their target.
    func misses(_ services: Records) throws -> [Sentence?] {
        let byService = Dictionary(
            services.each.map { ($0["service_id"], $0) }, uniquingKeysWith: { a, _ in a })
        let records = try tables.records("page-target-misses", ["most": .integer(10)])
        let short = records.all.filter {
            ($0.number("missed") ?? 0) >= Self.minimumShort
                && ($0.number("offered") ?? 0) >= Verdict.minimumCalls
        }
        return try short.prefix(2).map { row in
            let level = words(.percent, row, "service_level")
            let peak = Format.time.text(row["queue_length_max_at"], in: language)
            var text = isolated(row["service_name"]) + ", " + span(row)
            text += language(
                ": only \(level) \(inTime(byService[row["service_id"]]))",
                ": nur \(level) \(inTime(byService[row["service_id"]]))")
            if let most = row.number("queue_length_max"), most > 0 {
                let number = Format.count.text(most, in: language)
                text += language(
                    ", up to \(number) waiting (\(peak))", ", bis zu \(number) Wartende (\(peak))")
            }
            return Sentence(text: text + "." + (try staff(row)))
        }
    }

    private func span(_ row: Record) -> String {
        let from = Format.time.text(row["start"], in: language)
        let to = Format.time.text(row["end"], in: language)
        let hours = "\(from)–\(to)"
        return tables.facts.period.days == 1 ? hours : "\(day(row["start"])), \(hours)"
    }

    /// Who was taking calls in a time below target, and the largest reason that kept others away.
    private func staff(_ row: Record) throws -> String {
        guard let cause = try tables.cause(of: row), let all = cause.number("agents_of_day"),
            all > 0, let duty = cause.number("agents_on_duty"),
            let taking = cause.number("taking_calls")
        else { return "" }
        func n(_ value: Double) -> String { Format.count.text(value, in: language) }
        // Where LUCS does not show who serves the service, those who answered stand for them.
        let areMembers = cause.number("are_members") == 1
        let whose =
            areMembers
            ? ""
            : language(
                " who answered its calls that day",
                ", die an diesem Tag dort Anrufe annahmen,")
        guard taking < all || all == 1 else {
            return language(
                " All \(n(all)) agents\(whose) were on duty and taking calls.",
                " Alle \(n(all)) Agents\(whose) waren im Dienst und nahmen Anrufe an.")
        }
        var text = language(
            " Of \(n(all)) agents\(whose), \(n(duty)) were on duty and \(n(taking)) taking calls",
            " Von \(n(all)) Agents\(whose) waren \(n(duty)) im Dienst\(areMembers ? "" : ",") und "
                + "\(n(taking)) nahmen Anrufe an")
        if let away = cause.number("reason_agents"), away >= 1,
            let reason = cause.text("reason"), !reason.isEmpty
        {
            let others = duty - taking
            text += language(
                "; \(n(away))\(away < others ? " of the other \(n(others))" : "") not ready "
                    + "(\u{2068}\(reason)\u{2069})",
                "; \(n(away))\(away < others ? " der übrigen \(n(others))" : "") nicht bereit "
                    + "(\u{2068}\(reason)\u{2069})")
        }
        return text + "."
    }

    /// More calls than on all comparable days, by at least a tenth of their mean.
    func arrivals(_ total: Record) throws -> Sentence? {
        guard let trend = try tables.trend(), let now = total.number("offered") else { return nil }
        let before = trend.values("offered")
        guard before.count >= 4, let most = before.max(), now > most else { return nil }
        let mean = before.reduce(0, +) / Double(before.count)
        guard now >= 1.1 * mean else { return nil }
        let share = Format.percent(now / mean - 1, decimals: 0, language)
        let date = DateWords(language)
        let units: String
        if let weekday = trend.weekday, let name = date.weekdayName(weekday) {
            units = language("\(name)s", "\(name)e")
        } else {
            units =
                tables.facts.period.unit == .week
                ? language("weeks", "Wochen") : language("months", "Monate")
        }
        let then = trend.isSoFar ? language(" by this time", " bis zu dieser Zeit") : ""
        return Sentence(
            text: language(
                "\(share) more calls than the average of the last \(before.count) \(units)\(then).",
                "\(share) mehr Anrufe als im Durchschnitt der letzten \(before.count) \(units)\(then)."
            ))
    }

    /// How busy agents were, and calls that were missed or declined. Agents outside the scope say nothing
    /// about it.
    func load(_ total: Record) throws -> [Sentence?] {
        guard tables.scope.tells(.agents), let agents = try tables.records("agent-figures").total
        else { return [] }
        var said: [Sentence?] = []
        if let occupancy = agents.number("occupancy"), occupancy >= Self.highOccupancy {
            let share = words(.percent, agents, "occupancy")
            said.append(
                Sentence(
                    text: language(
                        "Occupancy was high: agents taking calls were busy for \(share) of the time.",
                        "Die Auslastung war hoch: Agents, die Anrufe annahmen, waren \(share) der "
                            + "Zeit beschäftigt.")))
        }
        if let rona = agents.number("rona_count"), let answered = total.number("answered"),
            rona >= 5, rona >= 0.01 * answered
        {
            let count = words(.count, agents, "rona_count")
            said.append(
                Sentence(
                    text: language(
                        "At least \(count) calls were offered to an agent and missed or declined "
                            + "(RONA).",
                        "Mindestens \(count) zugestellte Anrufe wurden verpasst oder abgelehnt "
                            + "(RONA).")))
        }
        return said
    }

    func day(_ start: Cell) -> String {
        CivilDate(start.plainText.prefix(10)).map(DateWords(language).weekday) ?? start.plainText
    }
}
