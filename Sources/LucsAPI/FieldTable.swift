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
    let names: MemberNames
    private let fields: [Field]

    /// `overrides` is taken as in ``ClientConfiguration/memberNames``.
    init(overrides: [String: [String]]) {
        fields = Array(Field.allCases)
        names = MemberNames(
            object: Field.object,
            names: fields.map { overrides["\(Field.object).\($0.rawValue)"] ?? $0.names },
            ignored: Field.ignored)
    }

    static var keys: [String] { Field.allCases.map { "\(Field.object).\($0.rawValue)" } }

    /// Moves to the value of the next member that is known and not `null`.
    @inline(__always)
    func next(_ reader: inout JSONReader) throws(JSONError) -> Field? {
        while let index = try reader.nextMember(names) {
            if try !reader.skipNull() { return fields[index] }
        }
        return nil
    }
}
