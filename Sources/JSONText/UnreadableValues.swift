/// Values that a reader could not make sense of, by member, with a sample of each: what an
/// operator has to know, since the figures that need them are missing.
public struct UnreadableValues: Hashable, Sendable {
    /// A hostile or odd server must not fill the memory with samples.
    private static let maximumMembers = 100
    private static let maximumLength = 80

    /// A date-time without a zone, which may be local time.
    public struct ZonelessTime: Hashable, Sendable {
        /// The object and the member: `task.Created`.
        public var member: String
        public var text: String
        /// As read: milliseconds since 1970-01-01T00:00:00Z.
        public var milliseconds: Int64
    }

    /// The object and its member (`task.Created`) → the first value that could not be read.
    public private(set) var samples: [String: String] = [:]
    /// The latest of the date-times without a zone.
    public private(set) var latestZoneless: ZonelessTime?

    public init() {}

    public var isEmpty: Bool { samples.isEmpty && latestZoneless == nil }

    public mutating func note(_ value: String, member: String, of object: String) {
        let key = "\(object).\(member)"
        guard samples[key] == nil, samples.count < Self.maximumMembers else { return }
        samples[key] =
            value.count > Self.maximumLength ? "\(value.prefix(Self.maximumLength))…" : value
    }

    @inline(__always)
    public mutating func noteZoneless(
        _ milliseconds: Int64, member: StaticString, of object: String, text: () -> String
    ) {
        if let latestZoneless, latestZoneless.milliseconds >= milliseconds { return }
        latestZoneless = ZonelessTime(
            member: "\(object).\(member)", text: text(), milliseconds: milliseconds)
    }

    public mutating func merge(_ other: UnreadableValues) {
        samples.merge(other.samples) { first, _ in first }
        if let theirs = other.latestZoneless,
            theirs.milliseconds > latestZoneless?.milliseconds ?? .min
        {
            latestZoneless = theirs
        }
    }
}
