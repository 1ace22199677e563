/// Tells which of many things came before, by hashes that its user makes and things that its user
/// keeps: a fraction of a `Set`'s memory and time, where a pass asks a hundred thousand times.
///
/// Things are numbered in the order of being added, from 0.
public struct HashIndex: Sendable {
    /// The upper half of the hash, then the thing's number and one; 0 is a free slot.
    private var slots: [UInt64]
    public private(set) var count = 0

    /// - Parameter expected: how many things there may be; more are fine.
    public init(expecting expected: Int = 0) {
        var size = 16
        while size < expected * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    /// Adds the next thing, unless it was there before.
    ///
    /// - Parameters:
    ///   - hash: equal for equal things, all its bits well mixed.
    ///   - isSame: whether the thing of this number is the same one.
    /// - Returns: whether it was added.
    public mutating func add(_ hash: UInt64, isSame: (_ number: Int) -> Bool) -> Bool {
        if (count + 1) * 2 > slots.count { grow() }
        let slot = slot(of: hash, isSame)
        guard slots[slot] == 0 else { return false }
        count += 1
        slots[slot] = hash & Self.tagBits | UInt64(count)
        return true
    }

    /// Whether a thing was there before.
    public func contains(_ hash: UInt64, isSame: (_ number: Int) -> Bool) -> Bool {
        slots[slot(of: hash, isSame)] != 0
    }

    private static let tagBits: UInt64 = 0xFFFF_FFFF_0000_0000

    /// Where the thing stands, or else would.
    private func slot(of hash: UInt64, _ isSame: (Int) -> Bool) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while true {
            let held = slots[slot]
            if held == 0 { return slot }
            let isLike = (held ^ hash) & Self.tagBits == 0
            if isLike, isSame(Int(truncatingIfNeeded: held & ~Self.tagBits) - 1) { return slot }
            slot = (slot + 1) & mask
        }
    }

    private mutating func grow() {
        let held = slots
        slots = Array(repeating: 0, count: held.count * 2)
        let mask = slots.count - 1
        for value in held where value != 0 {
            var slot = Int(truncatingIfNeeded: value >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = value
        }
    }
}
