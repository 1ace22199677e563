internal import CivilTime

/// The period's local time as a scale from 0 to 1, right on days of 23 and 25 hours.
struct TimeAxis {
    struct Tick: Equatable {
        let position: Double
        let text: String
        /// `nil`, or the style by which the text goes where there is little room: `middle`
        /// ticks where there is very little, `minor` ones earlier.
        let style: String?
    }

    let startAt: Double
    let endAt: Double
    let ticks: [Tick]
    let gaps: [Gap]

    init(_ tables: TableCache, _ language: Language) throws {
        let facts = tables.facts
        let records = try tables.records("intervals")
        try records.require(["start_at", "end_at", "local_date", "local_time"])
        var dates: Set<String> = []
        let days = records.all.filter { dates.insert($0["local_date"].plainText).inserted }
        let known =
            facts.period.isShownByInterval
            ? facts.startAt...facts.endAt : try Self.collected(tables, days)
        let (startAt, endAt) = (known.lowerBound, known.upperBound)
        self.startAt = startAt
        self.endAt = endAt
        // Those of several lists overlap: drawn one over the other they would look like something else.
        gaps = Gap.joined(Gap.distinct(try tables.records("coverage-gaps"))).filter {
            $0.endAt > startAt && $0.startAt < endAt
        }
        let length = Int(((endAt - startAt) / 86_400_000).rounded())
        ticks = Self.ticks(
            records.all.filter { row in
                row.number("start_at").map { $0 >= startAt && $0 < endAt } ?? false
            },
            days: facts.period.isShownByInterval ? facts.period.days : max(3, length),
            from: startAt, to: endAt, language)
    }

    /// From the day on which collecting began to the one that a running period has reached: what lies
    /// before and ahead takes no room.
    private static func collected(
        _ tables: TableCache, _ days: [Record]
    ) throws -> ClosedRange<Double> {
        let starts = days.compactMap { $0.number("start_at") } + [tables.facts.endAt]
        let first = try tables.records("page-collected").all.first?.number("first_at") ?? 0
        let now = tables.elapsedAt ?? tables.facts.endAt
        let start = starts.last { $0 <= first } ?? tables.facts.startAt
        let end = starts.first { $0 >= now } ?? tables.facts.endAt
        return start < end ? start...end : tables.facts.startAt...tables.facts.endAt
    }

    private init(startAt: Double, endAt: Double, ticks: [Tick], gaps: [Gap]) {
        self.startAt = startAt
        self.endAt = endAt
        self.ticks = ticks
        self.gaps = gaps
    }

    func position(_ instant: Double) -> Double {
        min(1, max(0, (instant - startAt) / (endAt - startAt)))
    }

    /// The same axis, cut to the span in which anything is worth showing.
    func cropped(from start: Double, to end: Double) -> TimeAxis {
        guard start < end else { return self }
        let scale = (endAt - startAt) / (end - start)
        let offset = (start - startAt) / (endAt - startAt)
        let moved = ticks.map {
            Tick(position: ($0.position - offset) * scale, text: $0.text, style: $0.style)
        }
        return TimeAxis(
            startAt: start, endAt: end,
            ticks: moved.filter { (-0.0001...1.0001).contains($0.position) },
            gaps: gaps.filter { $0.endAt > start && $0.startAt < end })
    }

    /// The whole hours of a day around these instants; other periods stay whole.
    func cropped(toHoursFrom start: Double?, to end: Double?, days: Int) -> TimeAxis {
        guard days == 1, let start, let end else { return self }
        let hour = 3_600_000.0
        let from = startAt + ((start - startAt) / hour - 0.3).rounded(.down) * hour
        let to = startAt + ((end - startAt) / hour + 0.3).rounded(.up) * hour
        return cropped(from: max(startAt, from), to: min(endAt, to))
    }

    /// Draws the labels and the gaps once, for charts to refer to.
    func define(_ name: String, _ language: Language, _ html: inout HTMLWriter) {
        html.element("svg", ["class": "defs", "aria-hidden": "true"]) { svg in
            svg.element("defs") { defs in
                defs.element("g", ["id": name]) { group in
                    for tick in ticks {
                        group.element(
                            "text",
                            [
                                "class": tick.style, "y": "17",
                                "x": Coordinate.percent(tick.position), "text-anchor": "middle",
                            ], text: tick.text)
                    }
                }
                defs.element("g", ["id": "\(name)g"]) { group in
                    for gap in gaps {
                        let x = position(gap.startAt) * 1000
                        group.element(
                            "rect",
                            [
                                "class": "gap", "x": Coordinate.text(x),
                                "width": Coordinate.text(position(gap.endAt) * 1000 - x),
                                "height": "180",
                                "data-tip": language("No data", "Keine Daten"),
                            ]
                        ) { _ in }
                    }
                }
            }
        }
    }

    /// Of many dates every fourth stays where there is very little room, every second where there is
    /// little; of a few every second stays.
    private static func style(_ place: Int, isMany: Bool) -> String? {
        guard isMany else { return place % 2 == 1 ? "middle" : nil }
        return place % 2 == 1 ? "minor" : place % 4 == 2 ? "middle" : nil
    }

    private static func ticks(
        _ rows: [Record], days: Int, from startAt: Double, to endAt: Double,
        _ language: Language
    ) -> [Tick] {
        func position(_ row: Record) -> Double {
            ((row.number("start_at") ?? startAt) - startAt) / (endAt - startAt)
        }
        if days <= 2 {
            let step = days == 1 ? 1 : 3
            // Of a part of a day every hour has its label.
            let isShort = endAt - startAt <= 8 * 3_600_000
            return rows.compactMap { row in
                guard let time = row.text("local_time"), time.hasSuffix(":00"),
                    let hour = Int(time.prefix(2)), hour % step == 0
                else { return nil }
                let style =
                    hour % (step * 3) != 0 ? "minor" : hour % (step * 6) != 0 ? "middle" : nil
                return Tick(
                    position: position(row), text: time, style: isShort ? nil : style)
            }
        }
        guard let first = rows.first, let firstDate = CivilDate(first["local_date"].plainText)
        else { return [] }
        let known = Dictionary(
            rows.map { ($0["local_date"].plainText, position($0)) },
            uniquingKeysWith: { first, _ in first })
        // Days without an interval have room too. A label stands under the middle of its day.
        let step = max(1, (days + 15) / 16)
        let day = 86_400_000 / (endAt - startAt)
        let count = Int(((1 - position(first)) / day).rounded())
        return stride(from: 0, to: count, by: step).map { index in
            let date = firstDate.adding(days: index)
            let start = known[date.description] ?? position(first) + Double(index) * day
            return Tick(
                position: start + day / 2, text: DateWords(language).short(date),
                style: Self.style(index / step, isMany: days > 7))
        }
    }
}

/// A scale from zero to a round number above the largest value.
struct ValueAxis {
    let top: Double
    let ticks: [Double]

    init(largest: Double, format: Format) {
        if format == .percent {
            top = 1
            ticks = [0, 0.25, 0.5, 0.75, 1]
            return
        }
        // Shares of one agent's time end at the whole of it.
        if format == .decimal, largest <= 1 {
            top = 1
            ticks = [0, 0.25, 0.5, 0.75, 1]
            return
        }
        let largest = max(largest, format == .duration ? 10 : 1)
        let step =
            format == .duration
            ? Self.durationStep(largest) : Self.roundStep(largest, isWhole: format == .count)
        // The peak's label needs room above it.
        let count = max(1, (largest * 1.02 / step).rounded(.up))
        top = count * step
        ticks = (0...Int(count)).map { Double($0) * step }
    }

    private static func roundStep(_ largest: Double, isWhole: Bool) -> Double {
        var power = 1.0
        while power * 10 < largest { power *= 10 }
        while power > largest { power /= 10 }
        let steps = [0.2, 0.25, 0.5, 1, 2, 2.5, 5].map { $0 * power }
            .filter { !isWhole || $0 == $0.rounded() }
        return steps.first { largest / $0 <= 5 } ?? power * 5
    }

    private static func durationStep(_ largest: Double) -> Double {
        let steps: [Double] = [
            2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 36_000, 86_400,
        ]
        return steps.first { largest / $0 <= 5 } ?? (largest / 5 / 86_400).rounded(.up) * 86_400
    }
}
