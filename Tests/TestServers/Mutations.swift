/// Random numbers that are the same with every run.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Texts that nobody should send, made of some that are well formed.
public struct Mutations: Sendable {
    public let samples: [[UInt8]]
    /// What is put in somewhere.
    private let pieces: [[UInt8]]

    public init(of samples: [[UInt8]], pieces: [[UInt8]] = []) {
        self.samples = samples
        self.pieces = pieces
    }

    /// One of the samples with one change to six: a byte replaced, some removed, a piece put in, the
    /// end cut off, a part repeated.
    public func text(_ number: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = samples[number % samples.count]
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            case 2:
                bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
            case 3: bytes.removeLast(bytes.count - place)
            default:
                let end = Int.random(in: place...bytes.count, using: &generator)
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            }
        }
        return bytes
    }
}
