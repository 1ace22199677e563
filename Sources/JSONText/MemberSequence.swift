/// Remembers the order in which the members of one kind of object come, within one text.
///
/// Programs write the members of all their objects in one order, so that after the first object
/// the next name is nearly always known beforehand: comparing it takes a fifth of the time of
/// reading and looking it up. A name that differs is read as if there were no memory.
struct MemberSequence {
    /// The number of a field of the table, or ``skipped``.
    typealias Meaning = Int

    static let skipped: Meaning = -1
    /// A text whose members come in ever new ways must not make the memory grow.
    private static let maximumSteps = 64

    let seed: UInt64
    /// The first one stands for the beginning of an object.
    private var steps = [Step(start: 0, length: 0, hash: 0, meaning: skipped)]
    private var last = 0

    private struct Step {
        /// Where the text has the name, from its quote to its colon.
        var start: Int
        var length: Int
        var hash: UInt64
        var meaning: Meaning
        /// The step that came after it last time; 0 is none.
        var next = 0
    }

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Recognizes the member at `position` if it is the one that came here last time.
    @inline(__always)
    mutating func follow(
        _ bytes: UnsafeBufferPointer<UInt8>, at position: Int, isFirst: Bool
    ) -> (meaning: Meaning, end: Int)? {
        if isFirst { last = 0 }
        let next = steps[last].next
        let step = steps[next]
        guard next > 0, position + step.length <= bytes.count,
            Self.areEqual(bytes, position, step.start, step.length)
        else { return nil }
        last = next
        return (step.meaning, position + step.length)
    }

    /// Notes the member that came instead.
    mutating func learn(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, hash: UInt64, meaning: Meaning
    ) {
        var found = steps.dropFirst().firstIndex {
            $0.hash == hash && $0.length == name.count
                && Self.areEqual(bytes, $0.start, name.lowerBound, name.count)
        }
        if found == nil, steps.count < Self.maximumSteps {
            steps.append(
                Step(start: name.lowerBound, length: name.count, hash: hash, meaning: meaning))
            found = steps.count - 1
        }
        guard let found else { return }
        steps[last].next = found
        last = found
    }

    /// Whether two stretches of the text are the same; eight bytes at a time, the last eight
    /// again where the length is no multiple of that.
    @inline(__always)
    private static func areEqual(
        _ bytes: UnsafeBufferPointer<UInt8>, _ first: Int, _ second: Int, _ count: Int
    ) -> Bool {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return false }
        guard count >= 8 else {
            for offset in 0..<count where bytes[first + offset] != bytes[second + offset] {
                return false
            }
            return true
        }
        var offset = 0
        while offset < count {
            let at = min(offset, count - 8)
            let one = base.loadUnaligned(fromByteOffset: first + at, as: UInt64.self)
            let other = base.loadUnaligned(fromByteOffset: second + at, as: UInt64.self)
            if one != other { return false }
            offset += 8
        }
        return true
    }
}
