public import CivilTime
import Statistics

/// A call as it was recorded, in instants that follow one another.
public struct RecordedCall: Hashable, Sendable {
    /// A GUID that depends only on what the file calls the call.
    public let id: String
    /// The name of the service that was called.
    public let service: String
    /// The name of who answered; `nil` when nobody did, or nobody is named.
    public let agent: String?
    /// The local date on which the file lists it: that of its arrival.
    public let day: CivilDate
    /// When it reached the voice response unit, the menu.
    public let created: Timestamp
    /// When it entered the queue; `nil` when the caller hung up before.
    public let queueStarted: Timestamp?
    /// When it was answered; `nil` when the caller hung up before.
    public let connected: Timestamp?
    public let ended: Timestamp
}

extension RecordedCall {
    /// A GUID made from a name, always the same.
    static func identifier(of name: String) -> String {
        // FNV-1a (Fowler, Noll, Vo) makes a number of the name.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var random = SeededRandom(seed: hash)
        return random.guid()
    }
}
