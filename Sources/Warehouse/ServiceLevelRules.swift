/// When an answer is in time, and which abandons do not count.
public struct ServiceLevelRule: Hashable, Sendable {
    /// Answered with a wait shorter than this is in time.
    public var threshold: Duration?
    /// Abandoned after a wait shorter than this does not count.
    public var shortAbandon: Duration?
    /// The share to be reached, 0…1.
    public var target: Double?

    public init(threshold: Duration? = nil, shortAbandon: Duration? = nil, target: Double? = nil) {
        self.threshold = threshold
        self.shortAbandon = shortAbandon
        self.target = target
    }
}

/// The rule of every service, and of those that have their own. What a rule leaves open is taken
/// from the one above it: the service's, everyone's, the usual 20 s, 5 s and 80 %.
public struct ServiceLevelRules: Hashable, Sendable {
    public var everyone: ServiceLevelRule
    /// By identifier or name, compared without regard to case.
    public var services: [String: ServiceLevelRule]

    public init(
        everyone: ServiceLevelRule = ServiceLevelRule(),
        services: [String: ServiceLevelRule] = [:]
    ) {
        self.everyone = everyone
        self.services = services
    }
}
