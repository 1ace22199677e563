internal import CivilTime

/// The first screen: the tiles, then sentences on where it hurt.
struct Summary {
    let context: SectionContext

    init(_ context: SectionContext) {
        self.context = context
    }

    func write(_ html: inout HTMLWriter) throws {
        try Tiles(context).write(&html)
        let sentences = try Findings(tables: context.tables).sentences()
        html.element("div", ["class": "findings"]) { list in
            for sentence in sentences {
                list.element("p", ["class": sentence.isWarning ? "warning" : nil]) {
                    $0.text(sentence.text)
                }
            }
        }
    }
}

/// Plain sentences by rule. Each is said only when the figures say so.
struct Findings {
    struct Sentence: Equatable {
        let text: String
        var isWarning = false
    }

    let tables: TableCache

    func sentences() throws -> [Sentence] {
        let services = try tables.records("service-figures", ["grain": .text("period")])
        let buckets = try tables.records(
            "service-figures", ["grain": .text(tables.facts.bucketGrain)])
        let coverage = try tables.records("coverage")
        guard let offered = services.total?.number("offered"), offered > 0 else {
            return [Sentence(text: "No task was offered in this period."), trust(coverage)]
                .compactMap { $0 }
        }
        return [
            worstService(services), worstBucket(buckets), unseen(services.total),
            trust(coverage),
        ].compactMap { $0 }
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
        guard let worst = below.max(by: { $0.missed < $1.missed })?.row else {
            let all =
                judged.count == 1
                ? "The service with a target met it."
                : "All \(judged.count) services with a target met it."
            return Sentence(text: all)
        }
        let others =
            below.count == 1
            ? judged.count == 1 ? "" : " It is the only one of \(judged.count) below its target."
            : below.count == judged.count
                ? " All \(judged.count) services were below their target."
                : " \(below.count) of \(judged.count) services were below their target."
        return Sentence(
            text: "It hurt most at \(isolated(worst["service_name"])): service level "
                + "\(words(.percent, worst, "service_level")) against a target of "
                + "\(words(.percent, worst, "target")), \(words(.count, worst, "abandoned")) of "
                + "\(words(.count, worst, "offered")) abandoned, longest wait "
                + "\(words(.duration, worst, "longest_wait_seconds")).\(others)")
    }

    /// The bucket with the lowest service level among those with at least a usual load.
    private func worstBucket(_ buckets: Records) -> Sentence? {
        let rows = buckets.all.filter { $0["service_id"].isNull && ($0.number("offered") ?? 0) > 0 }
        let offered = rows.compactMap { $0.number("offered") }.sorted()
        guard rows.count >= 4 else { return nil }
        let usual = max(5, offered[offered.count / 2])
        let worst = rows.filter { ($0.number("offered") ?? 0) >= usual }
            .compactMap { row in row.number("service_level").map { (row: row, level: $0) } }
            .min { $0.level < $1.level }
        let target = worst?.row.number("target") ?? buckets.each.first?.number("target") ?? 0.8
        guard let worst, worst.level < target else { return nil }
        let isDay = tables.facts.bucketGrain == "day"
        let start = worst.row["start"]
        let when =
            isDay
            ? "The hardest day was "
                + (CivilDate(start.plainText.prefix(10)).map(PeriodWords.weekday)
                    ?? start.plainText)
            : tables.facts.period.days == 1
                ? "The hardest \(tables.facts.intervalSeconds / 60) minutes began at "
                    + Format.time.text(start)
                : "The hardest \(tables.facts.intervalSeconds / 60) minutes began on "
                    + Format.dateTime.text(start)
        return Sentence(
            text: "\(when): \(words(.count, worst.row, "offered")) offered, "
                + "\(words(.count, worst.row, "abandoned")) abandoned, service level "
                + "\(words(.percent, worst.row, "service_level")), longest wait "
                + "\(words(.duration, worst.row, "longest_wait_seconds")).")
    }

    /// What lived between two looks, where it could be estimated.
    private func unseen(_ total: Record?) -> Sentence? {
        let parts = ["answered", "abandoned"].compactMap { kind -> String? in
            guard let total, let estimate = total.number("unseen_\(kind)_estimate") else {
                return nil
            }
            let low = words(.count, total, "unseen_\(kind)_low")
            let high = words(.count, total, "unseen_\(kind)_high")
            let rounded = Format.count.text(estimate.rounded())
            return "\(rounded) \(kind) (\(low) to \(high))"
        }
        guard !parts.isEmpty else { return nil }
        return Sentence(
            text: "Estimated to have come and gone between two looks, beside those counted: "
                + parts.joined(separator: " and ") + ".")
    }

    private func trust(_ coverage: Records) -> Sentence? {
        guard let row = coverage.all.first, let fraction = row.number("observed_fraction") else {
            return Sentence(
                text: "Nothing tells how much of this period was observed.", isWarning: true)
        }
        guard fraction < 0.98 else { return nil }
        return Sentence(
            text: "Only \(Format.percent.text(fraction)) of the period was observed. What happened "
                + "in the gaps is missing here; the charts mark them.",
            isWarning: true)
    }

    private func words(_ format: Format, _ row: Record, _ column: String) -> String {
        format.text(row[column])
    }

    /// A name that keeps its own writing direction to itself.
    private func isolated(_ name: Cell) -> String {
        "\u{2068}\(name.isNull ? "an unnamed service" : name.plainText)\u{2069}"
    }
}
