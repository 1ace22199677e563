public import CivilTime
import SQLite

extension Warehouse {
    /// Takes over the opening hours of the configuration: what they change holds from the local
    /// date of `now`, or from the beginning if nothing was collected before that date.
    ///
    /// - Returns: names that no service has or had (yet); their hours do not count.
    public func keep(_ hours: OpeningHours, now: Timestamp) throws -> [String] {
        try connection.transaction {
            let before = try openingHistory()
            var history = before
            let today = startOfDay(now)
            let (own, unknown) = try byService(hours.services)
            let collected = try servicesCollected(before: today)
            history.configure(
                common: hours.common ?? before.rule(of: 0, at: today) ?? .always, services: own,
                today: today
            ) { !collected.contains($0) }
            if let first = history.firstDifference(from: before) {
                try write(history)
                try invalidateServices(since: Timestamp(milliseconds: first))
            }
            return unknown
        }
    }

    /// Takes over the closed days of the configuration. Dates before that of `now` are added but
    /// never removed, so that what was reported stays as it was.
    ///
    /// - Parameter days: the closed dates, each with its name.
    public func keep(closedDays days: [CivilDate: String], now: Timestamp) throws {
        try connection.transaction {
            let before = try closedDates()
            try connection.cached(
                "DELETE FROM closed_day WHERE service_key = 0 AND local_date >= ?"
            ).run(.text(calendar.date(at: now).description))
            let insert = try connection.cached(
                """
                INSERT INTO closed_day (service_key, local_date, name) VALUES (0, ?1, ?2)
                ON CONFLICT (service_key, local_date) DO UPDATE SET name = excluded.name
                """)
            for (date, name) in days {
                try insert.run(.text(date.description), name.isEmpty ? .null : .text(name))
            }
            let changed = before.symmetricDifference(try closedDates())
            guard let first = changed.compactMap(CivilDate.init).min() else { return }
            try invalidateServices(since: calendar.start(of: first))
        }
    }

    private func closedDates() throws -> Set<String> {
        var dates: Set<String> = []
        try connection.cached("SELECT local_date FROM closed_day WHERE service_key = 0")
            .forEach { row in if let date = try row.text(0) { dates.insert(date) } }
        return dates
    }

    /// What opening hours held when: first for all services, then service by service, in the order
    /// of time.
    public func openingWeeks() throws -> [DatedOpeningWeek] {
        let history = try openingHistory()
        var names: [Int64: String] = [:]
        try connection.prepare(
            """
            SELECT service_key, coalesce(l.name, e.id_text) FROM service_entity AS e
            LEFT JOIN service_latest AS l USING (service_key)
            """
        ).forEach { names[try $0.requiredInteger(0)] = try $0.text(1) }
        let services = history.entries.keys.sorted {
            ($0 > 0 ? 1 : 0, names[$0] ?? "", $0) < ($1 > 0 ? 1 : 0, names[$1] ?? "", $1)
        }
        return services.flatMap { service in
            (history.entries[service] ?? []).map { entry in
                DatedOpeningWeek(
                    service: names[service],
                    from: entry.from == 0
                        ? nil : calendar.date(at: Timestamp(milliseconds: entry.from)),
                    week: entry.rule)
            }
        }
    }

    private func openingHistory() throws -> RuleHistory<OpeningWeek> {
        struct Key: Hashable {
            var service: Int64
            var from: Int64
        }
        var spans: [Key: [OpeningWeek.Span]] = [:]
        try connection.cached(
            """
            SELECT service_key, valid_from_at, weekday, opens_minute, closes_minute
            FROM opening_hours
            """
        ).forEach { row in
            let key = Key(service: try row.requiredInteger(0), from: try row.requiredInteger(1))
            spans[key, default: []].append(
                OpeningWeek.Span(
                    weekday: Int(try row.requiredInteger(2)),
                    opens: Int(try row.requiredInteger(3)),
                    closes: Int(try row.requiredInteger(4))))
        }
        var history = RuleHistory<OpeningWeek>()
        for (key, spans) in spans {
            history.add(OpeningWeek(spans), of: key.service, from: key.from)
        }
        return history
    }

    private func write(_ history: RuleHistory<OpeningWeek>) throws {
        try connection.execute("DELETE FROM opening_hours")
        let insert = try connection.cached(
            """
            INSERT INTO opening_hours
                (service_key, valid_from_at, weekday, opens_minute, closes_minute)
            VALUES (?, ?, ?, ?, ?)
            """)
        for (service, entries) in history.entries {
            for entry in entries {
                for span in entry.rule.spans {
                    try insert.run(
                        .integer(service), .integer(entry.from), .integer(Int64(span.weekday)),
                        .integer(Int64(span.opens)), .integer(Int64(span.closes)))
                }
            }
        }
    }
}
