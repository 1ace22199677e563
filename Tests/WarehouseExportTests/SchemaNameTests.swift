import Testing

@testable import WarehouseExport

@Suite struct SchemaNameTests {
    @Test(arguments: ["lucs", "lucs_bern", "a", "public", "x1", String(repeating: "a", count: 63)])
    func `A plain word is taken`(name: String) throws { try SchemaName.check(name) }

    @Test(arguments: [
        ("Lucs", "not a name"), ("1a", "not a name"), ("a b", "not a name"), ("", "not a name"),
        ("a;b", "not a name"), (String(repeating: "a", count: 64), "not a name"),
        ("select", "reserves"), ("user", "reserves"), ("default", "reserves"),
        ("main", "reserves"), ("temp", "reserves"), ("pg_catalog", "reserves"),
        ("pg_x", "reserves"), ("information_schema", "reserves"),
    ])
    func `What an engine would not take is refused`(name: String, says: String) {
        let error = #expect(throws: ExportError.self) { try SchemaName.check(name) }
        #expect(error?.code == .badSchema)
        #expect(error?.description.contains(says) == true)
    }
}
