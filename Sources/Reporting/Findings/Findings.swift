internal import CivilTime

/// Plain sentences by rule. Each is said only when the figures say so, and when it matters.
struct Findings {
    struct Sentence: Equatable {
        let text: String
        var isWarning = false
    }

    /// Below this many calls short of the target a spell is not worth a sentence.
    private static let leastMissed = 5.0
    /// Offered tasks differ from the previous period by at least this share to be told.
    private static let leastChange = 0.1
    /// From this occupancy on, hardly anyone is free when a call comes.
    private static let highOccupancy = 0.85

    let tables: TableCache
    let language: Language

    func sentences() throws -> [Sentence] {
        let services = try tables.records("service-figures", ["grain": .text("period")])
        let coverage = try tables.records("coverage")
        guard let total = services.total, let offered = total.number("offered"), offered > 0 else {
            return [
                Sentence(
                    text: language(
                        "No task was offered in this period.",
                        "In dieser Periode kam keine Aufgabe an.")), observed(coverage),
            ].compactMap { $0 }
        }
        var said: [Sentence?] = [try headline(total)]
        said += [worstService(services)]
        said += tables.facts.bucketGrain == "day" ? [try worstDay()] : []
        said += try spells()
        said += [
            closed(total), try ruleChange(), try load(total), unseen(total), observed(coverage),
        ]
        return said.compactMap { $0 }
    }

    /// The service level against its target, how many came, and how that compares.
    private func headline(_ total: Record) throws -> Sentence {
        let offered = words(.count, total, "offered")
        var text = ""
        if let level = total.number("service_level") {
            text =
                language("Service level ", "Servicelevel ")
                + words(.percent, total, "service_level")
            if let target = total.number("target") {
                let goal = Format.percent.words(.real(target), in: language)
                text +=
                    level < target
                    ? language(", target \(goal): missed", ", Ziel \(goal): verfehlt")
                    : language(", target \(goal): met", ", Ziel \(goal): erreicht")
            }
            text += ". "
        }
        text += language(
            "\(offered) offered, \(words(.count, total, "abandoned")) abandoned.",
            "\(offered) angekommen, \(words(.count, total, "abandoned")) aufgelegt.")
        if let change = try tables.previous(), let before = change.number("offered"), before > 0,
            let now = total.number("offered"), abs(now - before) >= Self.leastChange * before
        {
            let share = Format.percent.words(
                .real((abs(now - before) / before * 100).rounded() / 100), in: language)
            let words = DateWords(language)
            let when =
                change.period.days == 1
                ? language("on ", "am ") + words.weekday(change.period.first)
                : language("in ", "") + words.span(change.period)
            text +=
                now > before
                ? language(
                    " That is \(share) more than \(when).", " Das sind \(share) mehr als \(when).")
                : language(
                    " That is \(share) fewer than \(when).",
                    " Das sind \(share) weniger als \(when).")
        }
        return Sentence(text: text)
    }

    /// Calls outside opening hours.
    private func closed(_ total: Record) -> Sentence? {
        guard let count = total.number("offered_closed"), count > 0 else { return nil }
        let number = words(.count, total, "offered_closed")
        return Sentence(
            text: count == 1
                ? language(
                    "1 call came outside opening hours.",
                    "1 Anruf kam ausserhalb der Öffnungszeiten.")
                : language(
                    "\(number) calls came outside opening hours.",
                    "\(number) Anrufe kamen ausserhalb der Öffnungszeiten."))
    }

    /// The service where most callers waited beyond what its target allows.
    private func worstService(_ services: Records) -> Sentence? {
        let judged = services.each.compactMap { row -> (row: Record, missed: Double)? in
            guard let level = row.number("service_level"), let target = row.number("target"),
                let offered = row.number("offered")
            else { return nil }
            return (row, (target - level) * offered)
        }
        guard !judged.isEmpty else { return nil }
        let below = judged.filter { $0.missed > 0 }
        let count = judged.count
        guard let worst = below.max(by: { $0.missed < $1.missed })?.row else {
            return Sentence(
                text: count == 1
                    ? language(
                        "The service with a target met it.",
                        "Der Dienst mit einem Ziel hat es erreicht.")
                    : language(
                        "All \(count) services with a target met it.",
                        "Alle \(count) Dienste mit einem Ziel haben es erreicht."))
        }
        let others =
            below.count == 1
            ? count == 1
                ? ""
                : language(
                    " It is the only one of \(count) below its target.",
                    " Er ist als einziger von \(count) unter seinem Ziel.")
            : below.count == count
                ? language(
                    " All \(count) services were below their target.",
                    " Alle \(count) Dienste waren unter ihrem Ziel.")
                : language(
                    " \(below.count) of \(count) services were below their target.",
                    " \(below.count) von \(count) Diensten waren unter ihrem Ziel.")
        let name = isolated(worst["service_name"])
        let level = words(.percent, worst, "service_level")
        let target = words(.percent, worst, "target")
        let lost = words(.count, worst, "abandoned")
        let offered = words(.count, worst, "offered")
        let longest = words(.duration, worst, "longest_wait_seconds")
        return Sentence(
            text: language(
                "It hurt most at \(name): service level \(level) against a target of \(target), "
                    + "\(lost) of \(offered) abandoned, longest wait \(longest).",
                "Am meisten schmerzte es bei \(name): Servicelevel \(level) bei einem Ziel von "
                    + "\(target), \(lost) von \(offered) aufgelegt, längste Wartezeit \(longest).")
                + others)
    }

    /// The day with the lowest service level among those with at least a usual load.
    private func worstDay() throws -> Sentence? {
        let days = try tables.records("service-figures", ["grain": .text("day")])
        let rows = days.all.filter { $0["service_id"].isNull && ($0.number("offered") ?? 0) > 0 }
        let offered = rows.compactMap { $0.number("offered") }.sorted()
        guard rows.count >= 4 else { return nil }
        let usual = max(5, offered[offered.count / 2])
        let worst = rows.filter { ($0.number("offered") ?? 0) >= usual }
            .compactMap { row in row.number("service_level").map { (row: row, level: $0) } }
            .min { $0.level < $1.level }
        guard let worst, let target = worst.row.number("target"), worst.level < target else {
            return nil
        }
        let day = day(worst.row["start"])
        let level = words(.percent, worst.row, "service_level")
        let count = words(.count, worst.row, "offered")
        let lost = words(.count, worst.row, "abandoned")
        return Sentence(
            text: language(
                "The hardest day was \(day): \(count) offered, \(lost) abandoned, "
                    + "service level \(level).",
                "Der schwerste Tag war \(day): \(count) angekommen, \(lost) aufgelegt, "
                    + "Servicelevel \(level)."))
    }

    /// `Claims missed it from 09:30 to 11:00: 41 waiting at 10:12, longest 6 min 20 s; 9 of the
    /// 14 agents who took its tasks that day were on duty.`
    private func spells() throws -> [Sentence?] {
        let records = try tables.records("page-spells", ["most": .integer(10)])
        return records.all.filter { ($0.number("missed") ?? 0) >= Self.leastMissed }.prefix(3)
            .map { row in
                let from = Format.time.text(row["start"], in: language)
                let to = Format.time.text(row["end"], in: language)
                let on =
                    tables.facts.period.days == 1
                    ? "" : language(" on ", " am ") + day(row["start"])
                let level = words(.percent, row, "service_level")
                let longest = words(.duration, row, "longest_wait_seconds")
                let waiting = words(.count, row, "queue_length_max")
                let peak = Format.time.text(row["queue_length_max_at"], in: language)
                var text = language(
                    "\(isolated(row["service_name"])) missed it\(on) from \(from) to \(to), at "
                        + "\(level): \(waiting) waiting at \(peak), longest wait \(longest)",
                    "\(isolated(row["service_name"])) verfehlte es\(on) von \(from) bis \(to), mit "
                        + "\(level): \(waiting) wartend um \(peak), längste Wartezeit \(longest)")
                if let team = row.number("agents_of_day"), team > 0 {
                    let there = words(.count, row, "agents_present")
                    let all = words(.count, row, "agents_of_day")
                    text += language(
                        "; \(there) of the \(all) agents who took its tasks that day were on duty",
                        "; \(there) der \(all) Agenten, die an dem Tag seine Aufgaben annahmen, "
                            + "waren im Dienst")
                }
                return Sentence(text: text + ".")
            }
    }

    /// How busy the agents were, and tasks that rang in vain, where that matters.
    private func load(_ total: Record) throws -> Sentence? {
        guard let agents = try tables.records("agent-figures").total else { return nil }
        var parts: [String] = []
        if let occupancy = agents.number("occupancy"), occupancy >= Self.highOccupancy {
            let share = words(.percent, agents, "occupancy")
            parts.append(
                language(
                    "Occupancy was \(share): hardly anyone was free when a task came.",
                    "Die Auslastung war \(share): kaum jemand war frei, wenn eine Aufgabe kam."))
        }
        if let rona = agents.number("rona_count"), let answered = total.number("answered"),
            rona >= 5, rona >= 0.01 * answered
        {
            let count = words(.count, agents, "rona_count")
            parts.append(
                language(
                    "\(count) times a task was offered to an agent and not taken.",
                    "\(count)-mal wurde eine Aufgabe angeboten und nicht angenommen."))
        }
        return parts.isEmpty ? nil : Sentence(text: parts.joined(separator: " "))
    }

    func words(_ format: Format, _ row: Record, _ column: String) -> String {
        format.words(row[column], in: language)
    }

    private func day(_ start: Cell) -> String {
        CivilDate(start.plainText.prefix(10)).map(DateWords(language).weekday) ?? start.plainText
    }

    /// A name that keeps its own writing direction to itself.
    func isolated(_ name: Cell) -> String {
        let text =
            name.isNull ? language("an unnamed service", "ein Dienst ohne Namen") : name.plainText
        return "\u{2068}\(text)\u{2069}"
    }
}
