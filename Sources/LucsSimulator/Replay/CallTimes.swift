/// A row's times in seconds after the midnight that its date begins with.
struct CallTimes {
    typealias Span = (start: Int, end: Int)

    private static let dayLength = 86_400

    let menu: Span
    /// `nil` where the row tells of none.
    let queue: Span?
    let service: Span?

    init(of row: CallTable.Row) throws(ReplayError) {
        let entry = try row.time(.menuEntry)
        var last = entry
        menu = (entry, Self.place(try row.time(.menuExit), after: &last))
        queue = Self.span(
            try row.time(.queueStart), try row.time(.queueExit), arrival: entry, after: &last)
        service = Self.span(
            try row.time(.serviceStart), try row.time(.serviceExit), arrival: entry, after: &last)
    }

    var isPastMidnight: Bool {
        let ends = [menu.end, queue?.start, queue?.end, service?.start, service?.end]
        return ends.contains { ($0 ?? 0) >= Self.dayLength }
    }

    /// A begin of 0:00:00 stands for nothing, but where a call that came before it has an end
    /// after it: then it is midnight.
    private static func span(_ start: Int, _ end: Int, arrival: Int, after last: inout Int) -> Span?
    {
        var reached = last
        let span = (start: place(start, after: &reached), end: place(end, after: &reached))
        guard start != 0 || (end != 0 && span.start >= arrival) else { return nil }
        last = reached
        return span
    }

    /// A time of day is of the day on which it lies nearest to the time before it in the row.
    private static func place(_ time: Int, after last: inout Int) -> Int {
        let half = dayLength / 2
        var placed = time
        while placed < last - half { placed += dayLength }
        while placed > last + half { placed -= dayLength }
        last = placed
        return placed
    }
}
