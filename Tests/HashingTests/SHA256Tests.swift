import Hashing
import Testing

@Suite struct SHA256Tests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `The digests of FIPS 180-4`() {
        #expect(
            hex(SHA256.digest(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex(SHA256.digest([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            hex(SHA256.digest([UInt8](repeating: 0x61, count: 1_000_000)))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func `Pieces of any length give the same digest`() {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for length in 1...130 {
            var hash = SHA256()
            for start in stride(from: 0, to: message.count, by: length) {
                hash.update(Array(message[start..<min(start + length, message.count)]))
            }
            #expect(hash.digest() == SHA256.digest(message), "pieces of \(length)")
        }
    }

    @Test func `The authentication codes of RFC 4231`() {
        #expect(
            hex(
                SHA256.authentication(
                    of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            hex(
                SHA256.authentication(
                    of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                    key: [UInt8](repeating: 0xaa, count: 131)))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }
}
