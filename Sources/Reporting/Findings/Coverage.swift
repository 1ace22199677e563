internal import CivilTime

/// How much of the period was observed. What lies before the first poll of all, and after the last
/// of a running period, is not a gap.
struct Coverage {
    /// Under this share a warning stands on the page.
    static let completeFrom = 0.98
    /// Under this share no verdict is coloured.
    static let firmFrom = 0.9

    /// The share of the collected time that was observed, 0 to 1; `nil`: nothing was collected.
    let fraction: Double?
    /// Seconds without data between the first and the last poll.
    let missingSeconds: Double
    let longest: Gap?
    let gaps: [Gap]
    /// When collecting began, where that lies within the period.
    let begun: Cell
    /// Days of the period with data, and all of them so far.
    let days: (collected: Int, all: Int)
    /// Of all days so far, those since collecting began.
    let daysSinceBegun: Int
    /// The date on which collecting began, within a period of several days.
    private let begunOn: CivilDate?

    init(_ tables: TableCache) throws {
        let facts = tables.facts
        let row = try tables.records("coverage").all.first
        let collected = try tables.records("page-collected").all.first
        let first = collected?.number("first_at") ?? facts.endAt
        let end = tables.elapsedAt ?? facts.endAt
        // Gaps that nearly touch are one.
        gaps = Gap.joined(Gap.distinct(try tables.records("coverage-gaps")), within: 300_000)
            .filter { $0.endAt > first }
        longest = gaps.max { $0.endAt - $0.startAt < $1.endAt - $1.startAt }
        let late = max(0, min(first, end) - facts.startAt) / 1000
        // The first moments of a period lie between two polls.
        let isLate = late > 300 && first < end
        begun = isLate ? collected?["first"] ?? .null : .null
        let isObserved = (row?.number("observed_seconds") ?? 0) > 0
        fraction = isObserved ? row?.number("collected_fraction") : nil
        missingSeconds = row?.number("unobserved_seconds") ?? 0
        // A day that has begun counts; one of 25 hours is no more than one.
        let ahead = ((facts.endAt - end) / 86_400_000 + 0.05).rounded(.down)
        let all = facts.period.days - Int(ahead)
        days = (isLate ? try Self.observedDays(tables) : all, all)
        begunOn = begun.isNull || all == 1 ? nil : CivilDate(begun.plainText.prefix(10))
        daysSinceBegun = all - (begunOn.map { $0.dayNumber - facts.period.first.dayNumber } ?? 0)
    }

    /// Days of which anything was observed.
    private static func observedDays(_ tables: TableCache) throws -> Int {
        let days = try tables.records("service-figures", ["grain": .text("day")]).all
        return Set(
            days.filter { ($0.number("observed_seconds") ?? 0) > 0 }.map { $0["start_at"] }
        ).count
    }

    /// `data from 9 November · 99.7% of the time since observed`; `nil`: nothing was collected.
    func words(_ language: Language) -> String? {
        guard let fraction else { return nil }
        let share = Format.percent.words(.real(fraction), in: language)
        guard let begunOn else {
            return language("\(share) of the time observed", "\(share) der Zeit erfasst")
        }
        let date = DateWords(language).dayAndMonth(begunOn)
        return language(
            "data from \(date) · \(share) of the time since observed",
            "Daten ab \(date) · \(share) der Zeit seither erfasst")
    }

    var isFirm: Bool { (fraction ?? 0) >= Self.firmFrom }
    var isComplete: Bool { (fraction ?? 0) >= Self.completeFrom }
}
