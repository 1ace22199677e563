/// Values that a reader could not make sense of, by member, with a sample of each: what an
/// operator has to know, since the figures that need them are missing.
public struct UnreadableValues: Hashable, Sendable {
    /// A hostile or odd server must not fill the memory with samples.
    private static let maximumMembers = 100
    private static let maximumLength = 80

    /// A date-time that was read, with what is needed to doubt it.
    public struct ReadTime: Hashable, Sendable {
        /// `task`, and the member: `Created`.
        public var object: String
        public var member: String
        /// As read: milliseconds since 1970-01-01T00:00:00Z.
        public var milliseconds: Int64
        /// As written, if the text names no zone, so that it may be local time.
        public var textWithoutZone: String?
    }

    /// The object and its member (`task.Created`) → the first value that could not be read.
    public private(set) var samples: [String: String] = [:]
    /// The latest date-time.
    public private(set) var latest: ReadTime?
    /// The latest of those that name no zone.
    public private(set) var latestWithoutZone: ReadTime?

    public init() {}

    public var isEmpty: Bool { samples.isEmpty && latest == nil }

    public mutating func note(_ value: String, member: String, of object: String) {
        let key = "\(object).\(member)"
        guard samples[key] == nil, samples.count < Self.maximumMembers else { return }
        samples[key] =
            value.count > Self.maximumLength ? "\(value.prefix(Self.maximumLength))…" : value
    }

    /// Takes note of a time that was read, if it is the latest one so far.
    @inline(__always)
    public mutating func noteTime(
        _ milliseconds: Int64, member: String, of object: String, textWithoutZone text: String?
    ) {
        let isLatest = milliseconds > latest?.milliseconds ?? .min
        guard isLatest || text != nil else { return }
        let time = ReadTime(
            object: object, member: member, milliseconds: milliseconds, textWithoutZone: text)
        if isLatest { latest = time }
        if text != nil { latestWithoutZone = Self.later(latestWithoutZone, time) }
    }

    private static func later(_ first: ReadTime?, _ second: ReadTime?) -> ReadTime? {
        (second?.milliseconds ?? .min) > (first?.milliseconds ?? .min) ? second : first
    }

    public mutating func merge(_ other: UnreadableValues) {
        samples.merge(other.samples) { first, _ in first }
        latest = Self.later(latest, other.latest)
        latestWithoutZone = Self.later(latestWithoutZone, other.latestWithoutZone)
    }
}
