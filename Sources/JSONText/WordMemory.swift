/// Keeps the short words of one text, so that those that come again and again are made once.
///
/// Only for words of 15 bytes at most, which a `String` holds without memory of its own. Words
/// that fall into one slot replace each other.
struct WordMemory {
    private static let longest = 15
    private static let slotCount = 64

    private var slots: [Slot] = []

    private struct Slot {
        var first: UInt64 = 0
        var last: UInt64 = 0
        var count = 0
        var text = ""
    }

    /// The text between two offsets, which hold no quote, backslash or control character; `nil` if it
    /// is not UTF-8.
    @inline(__always)
    mutating func text(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> String? {
        let count = end - start
        guard count > 0, count <= Self.longest, start + 8 <= bytes.count,
            let base = UnsafeRawPointer(bytes.baseAddress)
        else { return Self.made(bytes, start, end) }
        var first = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        var last = first
        if count < 8 {
            // No byte of a word is 0, so that the cut word is like no other.
            first &= (1 &<< UInt64(8 * count)) - 1
            last = first
        } else {
            last = base.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self)
        }
        let mixed = (first ^ last &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
        if slots.isEmpty { slots = Array(repeating: Slot(), count: Self.slotCount) }
        let index = Int(truncatingIfNeeded: mixed >> 58)
        if slots[index].first == first, slots[index].last == last, slots[index].count == count {
            return slots[index].text
        }
        guard let text = Self.made(bytes, start, end) else { return nil }
        slots[index] = Slot(first: first, last: last, count: count, text: text)
        return text
    }

    private static func made(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> String? {
        let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
        // Most are ASCII, which needs no validation.
        return word.allSatisfy { $0 < 0x80 }
            ? String(decoding: word, as: UTF8.self) : String(validating: word, as: UTF8.self)
    }
}
