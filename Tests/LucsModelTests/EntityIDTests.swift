import LucsModel
import Testing

@Suite struct EntityIDTests {
    private let text = "5b8dd9a2-0d8c-4c4e-9f0a-1f2e3d4c5b6a"

    @Test func `A GUID is read in any case, with or without braces, and written in lower case`() {
        let id = EntityID.guid(0x5b8d_d9a2_0d8c_4c4e, 0x9f0a_1f2e_3d4c_5b6a)
        #expect(EntityID(text) == id)
        #expect(EntityID(text.uppercased()) == id)
        #expect(EntityID("{\(text)}") == id)
        #expect(id.description == text)
    }

    @Test func `What every GUID tells comes back`() {
        for _ in 0..<1000 {
            let id = EntityID.guid(.random(in: .min ... .max), .random(in: .min ... .max))
            #expect(EntityID(id.description) == id)
            #expect(EntityID(id.description).mixed == id.mixed)
        }
    }

    @Test func `One wrong character at any place makes it a text`() {
        let bytes = Array(text.utf8)
        let digits = Set("0123456789abcdefABCDEF".utf8)
        for place in bytes.indices {
            for byte in UInt8.min ... .max {
                var changed = bytes
                changed[place] = byte
                let isGUID =
                    bytes[place] == UInt8(ascii: "-")
                    ? byte == UInt8(ascii: "-") : digits.contains(byte)
                let id = changed.withUnsafeBufferPointer { EntityID(bytes: $0) }
                if case .guid = id {
                    #expect(isGUID, "byte \(byte) at \(place)")
                } else {
                    #expect(!isGUID, "byte \(byte) at \(place)")
                }
            }
        }
    }
}
