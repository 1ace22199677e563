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
}
