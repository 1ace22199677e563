import CivilTime
public import LucsAPI

/// What sampling costs in requests, against what the server allows.
public struct RequestPlan: Hashable, Sendable {
    public var services: Int
    /// Requests of a pass for anything but the tasks of services.
    public var others: Int
    public var every: Duration
    public var staleness: Duration
    public var limits: ClientConfiguration.Limits
    /// Set where the spacing follows the traffic.
    public var politeness: Politeness?

    public init(
        services: Int, others: Int = 1, every: Duration, staleness: Duration = .seconds(240),
        limits: ClientConfiguration.Limits = ClientConfiguration.Limits()
    ) {
        self.services = services
        self.others = others
        self.every = every
        self.staleness = staleness
        self.limits = limits
    }

    private var passesAnHour: Double { .seconds(3600) / every }

    /// Requests for anything but tasks. Where the spacing follows the traffic, user states are
    /// polled every 10 s, and have a sixteenth of a limit at most.
    private var othersPerHour: Double {
        guard politeness != nil else { return Double(others) * passesAnHour }
        return min(Double(others) * 360, Double(allowedPerHour ?? .max) / 16)
    }

    public var perPass: Int { services + others }
    public var perHour: Int { Int((Double(perPass) * passesAnHour).rounded()) }

    /// The nearest limit as requests an hour; `nil` where there is none.
    public var allowedPerHour: Int? {
        [limits.perHour, limits.perMinute.map { $0 * 60 }, limits.perSecond.map { $0 * 3600 }]
            .compactMap(\.self).min()
    }

    /// Whether every pass may ask for every service.
    public var fits: Bool { allowedPerHour.map { perHour <= $0 } ?? true }

    /// How often a service is polled if all are alike; `nil` where not even the rest of a
    /// pass is within the limit.
    public var averageSpacing: Duration? {
        guard let allowedPerHour else { return every }
        let left = Double(allowedPerHour) - othersPerHour
        guard left >= 1 else { return nil }
        return max(every, .seconds(3600) * (Double(services) / left))
    }

    /// The shortest spacing, in whole seconds, at which a pass with one service is within the
    /// limit; ``every`` where that is enough.
    public var minimumSpacing: Duration {
        guard let allowedPerHour else { return every }
        let seconds = (3600 * Double(others + 1) / Double(allowedPerHour)).rounded(.up)
        return max(every, .seconds(seconds))
    }

    /// Whether idle services are polled within ``staleness``.
    public var keepsStaleness: Bool { averageSpacing.map { $0 <= staleness } ?? false }
}

extension RequestPlan: CustomStringConvertible {
    /// One line for the operator.
    public var description: String {
        if let politeness { return automatic(politeness) }
        let cost =
            "\(services.counted("service")) every \(every.shortText): "
            + "about \(perPass.counted("request")) a pass, \(perHour) an hour"
        guard let allowedPerHour else { return "\(cost); no limit is known." }
        let against = "\(cost), against a limit of \(allowedPerHour) an hour"
        if fits { return "\(against)." }
        guard let spacing = averageSpacing else {
            return "\(against): too low for one service a pass. Raise the limit, or sample every "
                + "\(minimumSpacing.shortText) at most."
        }
        if keepsStaleness {
            return "\(against): busy services are asked more often, idle ones at least every "
                + "\(staleness.shortText)."
        }
        let minutes = Duration.seconds(spacing.components.seconds + 1).shortText
        return "\(against): each service is asked about every \(minutes) instead of within "
            + "\(staleness.shortText), which leaves gaps. Raise the limit, every or staleness."
    }

    private func automatic(_ politeness: Politeness) -> String {
        let polite = Int((politeness.requestsPerSecond * 3600).rounded())
        let bound = min(polite, allowedPerHour ?? .max)
        let end =
            allowedPerHour == nil
            ? "; \(Int((politeness.waitingShare * 100).rounded())) % of the time at most is spent "
                + "waiting for responses."
            : " by its limit."
        return "\(services.counted("service")), each polled every \(every.shortText) to "
            + "\(staleness.shortText) as its traffic needs: at most \(bound) requests an hour\(end)"
    }
}
