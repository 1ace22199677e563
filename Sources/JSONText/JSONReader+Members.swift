extension JSONReader {
    /// Moves to the value of the next member that the table knows, and tells its field; members
    /// that it does not know are skipped and noted in ``unknownMembers``. `nil` at the end of
    /// the object, which is read.
    public mutating func nextMember(_ names: MemberNames) throws(JSONError) -> Int? {
        let sequence = sequence(of: names)
        while true {
            let isFirst = isAtFirst
            guard try advance(to: UInt8(ascii: "}"), "a comma or }") else { return nil }
            let meaning: MemberSequence.Meaning
            if let member = sequences[sequence].follow(bytes, at: position, isFirst: isFirst) {
                position = member.end
                meaning = member.meaning
            } else {
                meaning = try meaningOfName(names, sequence)
            }
            if meaning >= 0 { return meaning }
            try skipValue()
        }
    }

    /// Reads a name that did not come in the order of the objects before, and looks it up.
    @inline(never)
    private mutating func meaningOfName(
        _ names: MemberNames, _ sequence: Int
    ) throws(JSONError) -> MemberSequence.Meaning {
        skipSpace()
        let start = position
        let name = try scanName()
        if name.hasEscapes {
            try unescape(name)
            return scratch.withUnsafeBufferPointer {
                Self.meaning(of: $0, names, noting: &unknownMembers)
            }
        }
        let spelled = UnsafeBufferPointer(rebasing: bytes[name.start..<name.end])
        let meaning = Self.meaning(of: spelled, names, noting: &unknownMembers)
        sequences[sequence].learn(
            bytes, start..<position, hash: MemberNames.hash(spelled), meaning: meaning)
        return meaning
    }

    private static func meaning(
        of name: UnsafeBufferPointer<UInt8>, _ names: MemberNames,
        noting unknown: inout UnknownMembers
    ) -> MemberSequence.Meaning {
        switch names.match(name) {
        case .field(let field): return field
        case .ignored: return MemberSequence.skipped
        case .unknown(let hash):
            unknown.note(name, hash: hash, of: names)
            return MemberSequence.skipped
        }
    }

    /// Where the memory of the table's members stands. A text holds few kinds of object.
    @inline(__always)
    private mutating func sequence(of names: MemberNames) -> Int {
        for index in sequences.indices where sequences[index].seed == names.seed { return index }
        sequences.append(MemberSequence(seed: names.seed))
        return sequences.count - 1
    }
}
