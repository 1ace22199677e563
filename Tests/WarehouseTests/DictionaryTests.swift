import Foundation
import SQLite
import Testing
import Warehouse

/// The schema's comments are the documentation.
@Suite struct DictionaryTests {
    let dictionary: DataDictionary

    init() throws { dictionary = try DataDictionary.ofThisProgram() }

    @Test func `Every table, view and column is documented`() {
        #expect(dictionary.relations.count > 40)
        #expect(dictionary.undocumented == [])
    }

    @Test func `The document in the repository is the one that the schema makes`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/data-dictionary.md")
        let kept = try String(contentsOf: file, encoding: .utf8)
        #expect(
            kept == dictionary.markdown,
            "run: lucstats warehouse describe --format markdown > docs/data-dictionary.md")
    }

    @Test func `A warehouse describes itself as the program does`() throws {
        let f = try Fixture()
        let own = try DataDictionary(f.warehouse.connection)
        #expect(own.markdown == dictionary.markdown)
    }

    @Test func `A column without a comment, a unit or an example is found`() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try connection.execute(
            """
            CREATE TABLE a (  -- Things.
                x INTEGER,  -- how many [count], e.g. 3
                y INTEGER,
                z INTEGER,  -- how many, e.g. 3
                u INTEGER,  -- how many
                            -- there are [count]
                v INTEGER   -- over two
                            -- lines [count], e.g. 4
            );
            CREATE TABLE b (x INTEGER);
            CREATE VIEW c AS  -- More things. Columns as in a.
            SELECT x, z FROM a;
            CREATE VIEW d (  -- Others.
                p, -- INTEGER how many [count], e.g. 5
                q  -- how many [count], e.g. 5
            ) AS SELECT x, x + 1 FROM a;
            """)
        let found = try DataDictionary(connection)
        #expect(found.undocumented == ["a.y", "a.z", "a.u", "b", "b.x", "c.z", "d.q"])
        let v = found.relations[0].columns[4]
        #expect(v.meaning == "over two lines")
        #expect([v.type, v.unit, v.example] == ["INTEGER", "count", "4"])
    }

    @Test func `The names in a view's list are those of its query`() throws {
        let f = try Fixture()
        var checked = 0
        try f.warehouse.connection.prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'view' AND sql LIKE '% (%) AS%'"
        ).forEach { row in
            guard let name = try row.text(0), let sql = try row.text(1),
                let body = sql.firstRange(of: "\n) AS\n")?.upperBound,
                let view = dictionary.relations.first(where: { $0.name == name })
            else { return }
            let query = String(sql[body...])
            guard query.hasPrefix("SELECT") else { return }
            let statement = try f.warehouse.connection.prepare(query)
            #expect(statement.columnNames == view.columns.map(\.name), "\(name)")
            checked += 1
        }
        #expect(checked >= DataDictionary.analystViews.count)
    }

    @Test func `Every view for analysts tells times in both clocks and has its key`() throws {
        #expect(dictionary.forAnalysts.count == DataDictionary.analystViews.count)
        for view in dictionary.forAnalysts {
            let names = Set(view.columns.map(\.name))
            for name in names where name.hasSuffix("_utc") {
                #expect(names.contains(name.replacing("_utc", with: "_local")), "\(view.name)")
            }
            if names.contains("service_id") { #expect(names.contains("service_key")) }
            if names.contains("agent_id") { #expect(names.contains("agent_key")) }
        }
    }
}
