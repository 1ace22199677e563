import Foundation
import SQLite
import Testing
import Warehouse

@Suite struct JournalTests {
    @Test func `The write-ahead log begins with the first pass and stays`() throws {
        let fixture = try Fixture()
        let connection = fixture.warehouse.connection
        #expect(try connection.pragma("journal_mode") == "delete")
        _ = try fixture.warehouse.apply(fixture.pass(0, tasks: [fixture.task(1, queued: -5)]))
        #expect(try connection.pragma("journal_mode") == "wal")
        let again = try Warehouse.open(path: fixture.warehouse.path)
        #expect(try again.connection.pragma("journal_mode") == "wal")
    }

    @Test func `Readers can use a warehouse whose first pass was killed while it was written`()
        throws
    {
        let path = try Fixture().warehouse.path
        // What a killed writer leaves: pages of a transaction that was not committed, and the
        // journal that undoes them. A small cache makes SQLite write both before the end.
        let writer = try Connection(path: path, mode: .readWrite)
        try writer.execute("PRAGMA cache_size = 5; PRAGMA cache_spill = 5; BEGIN IMMEDIATE")
        try writer.execute(
            """
            DELETE FROM calendar;
            INSERT INTO label (text) WITH RECURSIVE n (i) AS
                (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
            SELECT 'word ' || i FROM n
            """)
        let copy = path + ".killed"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try FileManager.default.copyItem(atPath: path + "-journal", toPath: copy + "-journal")
        try writer.execute("ROLLBACK")

        let connection = try Warehouse.reading(path: copy).connection
        #expect(try connection.pragma("integrity_check") == "ok")
        #expect(try connection.prepare("SELECT count(*) FROM label").scalar() == 0)
        #expect(!FileManager.default.fileExists(atPath: copy + "-journal"))
    }

    @Test func `A log that a long reader keeps is reported, and given back when it ends`() throws {
        let fixture = try Fixture()
        let warehouse = fixture.warehouse
        let log = warehouse.path + "-wal"
        func bytes() throws -> Int {
            try #require(
                try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int)
        }
        _ = try warehouse.apply(fixture.pass(0, tasks: [fixture.task(1, queued: -5)]))
        let reader = try Warehouse.reading(path: warehouse.path).connection
        try reader.execute("BEGIN")
        #expect(try reader.prepare("SELECT count(*) FROM pass").scalar() == 1)
        for number in 1...40 {
            _ = try warehouse.apply(
                fixture.pass(Double(number), tasks: [fixture.task(1, queued: -5)]))
        }
        let long = try bytes()
        let began = ContinuousClock.now
        #expect(try warehouse.shortenLog(above: Int64(long)) == nil)
        #expect(try warehouse.shortenLog(above: Int64(long) - 1) == Int64(long))
        // It waits for nobody.
        #expect(ContinuousClock.now - began < .seconds(2))
        #expect(try bytes() == long)
        try reader.execute("COMMIT")
        #expect(try warehouse.shortenLog(above: Int64(long) - 1) == nil)
        #expect(try bytes() == 0)
        #expect(try reader.prepare("SELECT count(*) FROM pass").scalar() == 41)
    }
}
