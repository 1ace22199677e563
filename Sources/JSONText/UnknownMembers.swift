/// Members that a reader met and had no use for, by kind of object: what a self-check shows so
/// that nothing of value goes unseen.
public struct UnknownMembers: Hashable, Sendable {
    /// A hostile or odd server must not fill the memory with names.
    public static let maximumNamesAnObject = 100
    private static let longestName = 100

    /// Kind of object (``MemberNames/object``) → names as the server spells them.
    public private(set) var names: [String: Set<String>] = [:]
    /// Names that were noted already, so that each costs a `String` only once.
    private var known: Set<UInt64> = []

    public init() {}

    public var isEmpty: Bool { names.isEmpty }

    public mutating func merge(_ other: UnknownMembers) {
        for (object, more) in other.names {
            for name in more.sorted() { insert(name, object) }
        }
        known.formUnion(other.known.prefix(Self.maximumNamesAnObject))
    }

    mutating func note(
        _ name: UnsafeBufferPointer<UInt8>, hash: UInt64, of table: MemberNames
    ) {
        let key = hash &+ table.seed &* 0x9E37_79B9_7F4A_7C15
        guard !known.contains(key), known.count < 10 * Self.maximumNamesAnObject else { return }
        known.insert(key)
        let start = UnsafeBufferPointer(rebasing: name.prefix(Self.longestName))
        insert(String(decoding: start, as: UTF8.self), table.object)
    }

    private mutating func insert(_ name: String, _ object: String) {
        guard names[object, default: []].count < Self.maximumNamesAnObject else { return }
        names[object, default: []].insert(name)
    }
}
