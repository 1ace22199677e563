import Locking
import LucsModel

/// Identifiers as a server spells them, where that differs from how they are written here: GUIDs
/// in capitals or braces, SIP URIs with capitals. Requests name a thing as the server did.
final class IdentifierSpellings: Sendable {
    /// A server that never ends must not fill the memory.
    private static let maximum = 200_000

    private let spellings = Locked<[EntityID: String]>([:])
    private let unread = Locked(true)

    /// Whether the services were never read, so that their spelling may be unknown.
    var isUnread: Bool {
        get { unread.withLock { $0 } }
        set { unread.withLock { $0 = newValue } }
    }

    func note(_ bytes: UnsafeBufferPointer<UInt8>, of id: EntityID) {
        guard !id.isSpelled(bytes) else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        spellings.withLock { spellings in
            if spellings.count < Self.maximum || spellings[id] != nil { spellings[id] = text }
        }
    }

    /// The identifier as the server spelled it last.
    func text(of id: EntityID) -> String {
        spellings.withLock { $0[id] } ?? id.description
    }
}
