import JSONText

/// A field of an object of LUCS: its raw value is its name in the configuration.
protocol ObjectField: CaseIterable, RawRepresentable, Sendable where RawValue == String {
    /// What the object is called in the configuration and in the self-check.
    static var object: String { get }
    /// Documented members that are of no use here.
    static var ignored: [String] { get }
    /// The names of the member that carries it, unless configured otherwise.
    var names: [String] { get }
}

/// The members of one kind of object, by field.
struct FieldTable<Field: ObjectField>: Sendable {
    /// A member that carries a field.
    struct Found: Sendable {
        var field: Field
        /// The field's place among all, from 0.
        var place: Int
        /// The name's place among those of the field, from 0.
        var rank: Int
    }

    let names: MemberNames
    private let members: [Found]

    /// `overrides` is taken as in ``ClientConfiguration/memberNames``.
    init(overrides: [String: [String]]) {
        var members: [Found] = []
        var names: [[String]] = []
        for (place, field) in Field.allCases.enumerated() {
            let own = overrides["\(Field.object).\(field.rawValue)"] ?? field.names
            for (rank, name) in own.enumerated() {
                members.append(Found(field: field, place: place, rank: rank))
                names.append([name])
            }
        }
        self.members = members
        self.names = MemberNames(object: Field.object, names: names, ignored: Field.ignored)
    }

    static var keys: [String] { Field.allCases.map { "\(Field.object).\($0.rawValue)" } }

    /// The field that a member of this name carries.
    func field(of name: String) -> Field? { names.index(of: name).map { members[$0].field } }

    /// Moves to the value of the next member that is known and not `null`.
    @inline(__always)
    func next(_ reader: inout JSONReader) throws(JSONError) -> Found? {
        while let index = try reader.nextMember(names) {
            if try !reader.skipNull() { return members[index] }
        }
        return nil
    }
}

/// Which of a field's names the value of each field of one object came under.
///
/// A field's first listed name wins, and a member that says nothing never replaces one that does.
struct FieldRanks {
    /// Of the fields whose value came under a later name than the first, by place.
    private var later: [Int: Int] = [:]

    /// Keeps a value that says something, unless one by the same or an earlier name is there.
    @inline(__always)
    mutating func keep<Value, Field>(
        _ value: Value?, of found: FieldTable<Field>.Found, in target: inout Value?
    ) {
        guard let value else { return }
        if target != nil || found.rank > 0 {
            guard isFirst(found.rank, at: found.place, isEmpty: target == nil) else { return }
        }
        target = value
    }

    @inline(never)
    private mutating func isFirst(_ rank: Int, at place: Int, isEmpty: Bool) -> Bool {
        guard isEmpty || rank < later[place] ?? 0 else { return false }
        later[place] = rank
        return true
    }
}
