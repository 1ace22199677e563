public import CivilTime

/// How far apart the polls may be for a service so that 95 of 100 of its tasks are seen with their
/// outcome, by the estimate of those unseen.
public struct SpacingAdvice: Hashable, Sendable {
    /// The service's name, else its identifier.
    public let service: String
    /// The share of tasks that was seen, 0 to 1.
    public let seenShare: Double
    /// The mean spacing of the polls that there was.
    public let spacing: Duration
    /// The spacing that would have seen 95 %: at most twice the one that there was.
    public let spacingFor95: Duration

    /// For each service that enough is known of, the least seen first.
    ///
    /// - Parameter bounds: whole intervals.
    /// - Throws: what the source throws, ``ReportError``.
    public static func read(
        from source: any TableSource, during bounds: Range<Timestamp>
    ) throws -> [SpacingAdvice] {
        let table = try EstimatedTables(source).table(
            query: "service-figures",
            parameters: [
                "grain": .text("period"),
                "start_at": .integer(bounds.lowerBound.milliseconds),
                "end_at": .integer(bounds.upperBound.milliseconds),
            ])
        return try Records(table, query: "service-figures").each.compactMap { row in
            guard let share = row.number("seen_share"),
                let spacing = row.number("sighting_spacing_seconds"),
                let wanted = row.number("spacing_for_95_seconds")
            else { return nil }
            return SpacingAdvice(
                service: row.text("service_name") ?? row["service_id"].plainText,
                seenShare: share, spacing: .milliseconds(Int64(spacing * 1000)),
                spacingFor95: .milliseconds(Int64(wanted * 1000)))
        }
        .sorted { ($0.seenShare, $0.service) < ($1.seenShare, $1.service) }
    }
}
