import Glibc

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers everywhere.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in 0 ..< 1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    public mutating func uniform(_ low: Double, _ high: Double) -> Double {
        low + unit() * (high - low)
    }

    public mutating func index(below count: Int) -> Int {
        min(count - 1, Int(unit() * Double(count)))
    }

    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    public mutating func exponential(mean: Double) -> Double { -log(1 - unit()) * mean }

    public mutating func normal() -> Double {
        let radius = sqrt(-2 * log(1 - unit()))
        return radius * cos(2 * .pi * unit())
    }

    /// Lognormal with the given mean; `spread` is the standard deviation of the logarithm.
    public mutating func lognormal(mean: Double, spread: Double) -> Double {
        exp(log(mean) - spread * spread / 2 + spread * normal())
    }

    /// A count with the given mean, by multiplying uniform numbers (Knuth); from 30 on by the
    /// normal approximation.
    public mutating func poisson(mean: Double) -> Double {
        guard mean > 0 else { return 0 }
        guard mean < 30 else { return max(0, (mean + mean.squareRoot() * normal()).rounded()) }
        let limit = exp(-mean)
        var count = 0.0
        var product = unit()
        while product > limit {
            count += 1
            product *= unit()
        }
        return count
    }

    /// A random version-4 GUID in lower case.
    public mutating func guid() -> String {
        let high = (next() & ~0xF000) | 0x4000
        let low = (next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = nibble < 16 ? high : low
                buffer[position] = digits[Int((word >> UInt64(60 - 4 * (nibble % 16))) & 15)]
                position += 1
            }
            return 36
        }
    }
}
