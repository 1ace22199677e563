/// The names that the members of one kind of object may have, each leading to a field of the
/// reader's caller. Built once; looking a name up compares bytes and allocates nothing.
///
/// Names match without regard to the case of ASCII letters.
///
/// A class, so that handing it on to each object that is read counts one reference.
public final class MemberNames: Sendable {
    /// What the object is called where unknown members of it are listed: `task`.
    public let object: String
    /// Makes the same unknown name of two kinds of object two notes.
    let seed: UInt64
    private let slots: [Slot]
    /// All names in lower case, end to end.
    private let letters: [UInt8]

    private struct Slot {
        var field: Int32
        var start: Int32
        var length: Int32

        static let free = Slot(field: MemberNames.empty, start: 0, length: 0)
    }

    private static let empty: Int32 = -1
    private static let ignored: Int32 = -2

    enum Match {
        case field(Int)
        /// Known, and of no use here.
        case ignored
        case unknown(hash: UInt64)
    }

    /// `names[f]` are the names of field `f`. Members named in `ignored` are skipped like unknown
    /// ones, and not noted. A name that is given twice leads to the first field given.
    public init(object: String, names: [[String]], ignored: [String] = []) {
        self.object = object
        seed = UInt64(truncatingIfNeeded: object.utf8.reduce(7) { $0 &* 31 &+ Int($1) })
        let count = names.reduce(ignored.count) { $0 + $1.count }
        var size = 8
        while size < count * 3 { size *= 2 }
        var table = Table(slots: Array(repeating: Slot.free, count: size))
        for (field, spellings) in names.enumerated() {
            for spelling in spellings { table.insert(spelling, Int32(field)) }
        }
        for spelling in ignored { table.insert(spelling, Self.ignored) }
        slots = table.slots
        letters = table.letters
    }

    /// The table while it is being filled.
    private struct Table {
        var slots: [Slot]
        var letters: [UInt8] = []

        mutating func insert(_ name: String, _ field: Int32) {
            let folded = name.utf8.map { MemberNames.folded($0) }
            let hash = folded.withUnsafeBufferPointer { MemberNames.hash($0) }
            var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[index].field != MemberNames.empty {
                if isSlot(index, folded) { return }
                index = (index + 1) & (slots.count - 1)
            }
            slots[index] = Slot(
                field: field, start: Int32(letters.count), length: Int32(folded.count))
            letters.append(contentsOf: folded)
        }

        private func isSlot(_ index: Int, _ folded: [UInt8]) -> Bool {
            let start = Int(slots[index].start)
            return letters[start..<start + Int(slots[index].length)].elementsEqual(folded)
        }
    }

    /// The field that a name leads to.
    public func index(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { bytes in
            if case .field(let field) = match(bytes) { field } else { nil }
        }
    }

    @inline(__always)
    func match(_ name: UnsafeBufferPointer<UInt8>) -> Match {
        let hash = Self.hash(name)
        return slots.withUnsafeBufferPointer { slots in
            letters.withUnsafeBufferPointer { letters in
                var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
                while true {
                    let slot = slots[index]
                    if slot.field == Self.empty { return .unknown(hash: hash) }
                    if Int(slot.length) == name.count {
                        let start = Int(slot.start)
                        var at = 0
                        while at < name.count, Self.folded(name[at]) == letters[start + at] {
                            at += 1
                        }
                        if at == name.count {
                            return slot.field == Self.ignored ? .ignored : .field(Int(slot.field))
                        }
                    }
                    index = (index + 1) & (slots.count - 1)
                }
            }
        }
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 {
        byte &- 65 < 26 ? byte | 0x20 : byte
    }

    /// Equal for names that differ only in case. Takes the first and last eight bytes, which
    /// tells the members of one object apart well enough.
    @inline(__always)
    static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var first: UInt64 = 0
        var last: UInt64 = 0
        if name.count >= 8, let base = UnsafeRawPointer(name.baseAddress) {
            first = base.loadUnaligned(as: UInt64.self)
            last = base.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self)
        } else {
            for byte in name { first = first << 8 | UInt64(byte) }
        }
        let spaces: UInt64 = 0x2020_2020_2020_2020
        var mixed = (first | spaces) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= ((last | spaces) &+ UInt64(name.count)) &* 0xC2B2_AE3D_27D4_EB4F
        return mixed ^ mixed >> 29 ^ mixed >> 47
    }
}
