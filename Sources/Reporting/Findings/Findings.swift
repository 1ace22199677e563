internal import CivilTime

/// Plain sentences by rule. Each is printed only if the figures of the scope say so, and if it
/// matters.
struct Findings {
    struct Sentence: Equatable {
        enum Kind: Equatable { case headline, volume, cause, note, warning }
        var text: String
        var kind = Kind.cause
    }

    /// More causes than these are not read.
    static let maximumCauses = 3

    let tables: TableCache
    let language: Language

    /// The headline, the volume, at most three causes, then notes and warnings.
    func sentences() throws -> [Sentence] { try worded(texts()) }

    /// The same about calls, which they may not all be.
    private func texts() throws -> [Sentence] {
        let services = try tables.records("service-figures", ["grain": .text("period")])
        let coverage = try Coverage(tables)
        guard let total = services.total, let offered = total.number("offered"), offered > 0 else {
            return [try empty(coverage), warning(coverage), begun(coverage)].compactMap { $0 }
        }
        // Where too little was observed for a verdict, none is said of a service either.
        var causes = [coverage.isFirm ? worstService(services) : nil]
        if tables.facts.period.days > 2 { causes.append(try toughestDay(services)) }
        causes += try misses(services)
        causes += [try arrivals(total)] + (try load(total))
        return [headline(total), try volume(total)]
            + causes.compactMap { $0 }.prefix(Self.maximumCauses)
            + [warning(coverage), begun(coverage), closed(total), try ruleChange()]
            .compactMap { $0 }
    }

    /// In the words for the tasks that the report is about.
    func worded(_ sentences: [Sentence]) throws -> [Sentence] {
        let words = try tables.words(language)
        return sentences.map { Sentence(text: words($0.text), kind: $0.kind) }
    }

    /// `Service level 78.8% – 1.2 points below the 80% target`
    private func headline(_ total: Record) -> Sentence {
        let soFar = tables.elapsedWords(language)
        let verdict = verdict(total)
        return Sentence(
            text: soFar.isEmpty ? verdict : soFar + language.inner(verdict), kind: .headline)
    }

    func verdict(_ total: Record) -> String {
        guard let level = total.number("service_level") else {
            return language("No service level", "Kein Servicelevel")
        }
        let target = total.number("target")
        let judged = JudgedPercent(level, target: target, language)
        let named = language("Service level ", "Servicelevel ")
        let goal = target.map { Format.percent.words(.real($0), in: language) } ?? ""
        switch Verdict("service_level", target: target, in: total) {
        case .none: return named + judged.text
        case .met:
            return named + judged.text
                + language(" – target of \(goal) met", " – Ziel von \(goal) erreicht")
        case .missed:
            return named + judged.text
                + language(
                    " – \(judged.points) points below the \(goal) target",
                    " – \(judged.points) Prozentpunkte unter dem Ziel von \(goal)")
        case .open:
            let about = Format.percent(level, decimals: 0, language)
            return named
                + language(
                    "about \(about) – too close to the \(goal) target to call",
                    "rund \(about) – ob das Ziel von \(goal) erreicht wurde, lassen die Daten offen"
                )
        case .few:
            return named + judged.text
                + language(" – too few calls for a verdict", " – zu wenige Anrufe für eine Aussage")
        }
    }

    /// `4,510 calls: 4,276 answered, 234 abandoned (abandon rate 5.0% excluding 9 short ones).`, and the
    /// change. Where the data leave the rate open, both ends: `(abandon rate 2.6–5.2%)`.
    private func volume(_ total: Record) throws -> Sentence {
        let offered =
            total.number("offered") == 1
            ? language("1 call", "1 Anruf")
            : words(.count, total, "offered") + language(" calls", " Anrufe")
        var parts = [
            words(.count, total, "answered") + language(" answered", " angenommen"),
            words(.count, total, "abandoned") + language(" abandoned", " abgebrochen"),
        ]
        if total.number("abandon_rate") != nil, total.number("abandoned") != 0 {
            let short = total.number("short_abandoned") ?? 0
            let number = words(.count, total, "short_abandoned")
            parts[1] +=
                language(" (abandon rate ", " (Abbruchrate ")
                + (OpenRange("abandon_rate", in: total)?.text(language)
                    ?? words(.percent, total, "abandon_rate"))
                + (short > 0
                    ? language(
                        " excluding \(number) short \(short == 1 ? "one" : "ones")",
                        " ohne \(number) \(short == 1 ? "Kurzabbruch" : "Kurzabbrüche")")
                    : "") + ")"
        }
        if let moved = total.number("flowed_out"), moved > 0 {
            parts.append(
                words(.count, total, "flowed_out") + language(" flowed out", " übergelaufen"))
        }
        if let open = total.number("open"), open > 0 {
            parts.append(words(.count, total, "open") + language(" still open", " noch offen"))
        }
        let text = "\(offered): " + parts.joined(separator: ", ") + "."
        return Sentence(
            text: [text, try change(total)].compactMap { $0 }.joined(separator: " "),
            kind: .volume)
    }

    /// Volumes differ from the previous period by at least this share to be worth a sentence.
    private static let minimumChange = 0.1

    /// `Calls up 34% on Tuesday, 17 November 2026 (3,500).`
    private func change(_ total: Record) throws -> String? {
        guard let change = try tables.previous(), let before = change.number("offered"),
            before >= Verdict.minimumCalls, let now = total.number("offered"),
            abs(now - before) >= Self.minimumChange * before
        else { return nil }
        let share = Format.percent(abs(now - before) / before, decimals: 0, language)
        let count = Format.count.text(before, in: language)
        let date = DateWords(language)
        let isDay = change.period.days == 1
        let when = isDay ? date.weekday(change.period.first) : date.span(change.period)
        let isMore = now > before
        return language(
            "Calls \(isMore ? "up" : "down") \(share) on \(when) (\(count)).",
            "\(share) \(isMore ? "mehr" : "weniger") Anrufe als \(isDay ? "am " : "im Zeitraum ")"
                + "\(when) (\(count)).")
    }

    /// Calls outside opening hours.
    private func closed(_ total: Record) -> Sentence? {
        guard let count = total.number("offered_closed"), count > 0 else { return nil }
        let number = words(.count, total, "offered_closed")
        return Sentence(
            text: count == 1
                ? language(
                    "1 call came outside opening hours.",
                    "1 Anruf bei geschlossener Hotline.")
                : language(
                    "\(number) calls came outside opening hours.",
                    "\(number) Anrufe bei geschlossener Hotline."), kind: .note)
    }

    func words(_ format: Format, _ row: Record, _ column: String) -> String {
        format.words(row[column], in: language)
    }

    /// A name that keeps its own writing direction to itself.
    func isolated(_ name: Cell) -> String {
        let text =
            name.isNull ? language("an unnamed service", "ein Service ohne Namen") : name.plainText
        return "\u{2068}\(text)\u{2069}"
    }
}
