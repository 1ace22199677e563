import LucsModel
import Testing

@Suite struct HashIndexTests {
    @Test(
        "It tells what came before as a set does, however badly the hashes are mixed",
        arguments: [UInt64.max, 0xFF00_0000_0000, 0x7_0000_0000, 0xFFFF, 0], [0, 10, 5000])
    func likeASet(mask: UInt64, expected: Int) {
        var index = HashIndex(expecting: expected)
        var kept: [Int] = []
        var set: Set<Int> = []
        func hash(_ value: Int) -> UInt64 { UInt64(value) &* 0x9E37_79B9_7F4A_7C15 & mask }
        for _ in 0..<2000 {
            let value = Int.random(in: 0..<700)
            #expect(index.contains(hash(value)) { kept[$0] == value } == set.contains(value))
            let isNew = index.add(hash(value)) { kept[$0] == value }
            #expect(isNew == set.insert(value).inserted)
            if isNew { kept.append(value) }
            #expect(index.count == kept.count)
        }
    }
}
