public import CivilTime
import Files
import Foundation
public import SQLite

/// The history of a contact centre in one SQLite file.
///
/// Not `Sendable`: one task writes it at a time. Readers open connections of their own.
public final class Warehouse {
    public let connection: Connection
    public let path: String
    public let calendar: LocalCalendar
    public let intervalLength: Duration
    let pseudonyms = Pseudonyms()
    private var keepsLog = false

    init(connection: Connection, path: String) throws {
        self.connection = connection
        self.path = path
        let setting = try connection.prepare("SELECT value FROM setting WHERE name = ?")
        let zone = try setting.scalar("timeZone")
        if case .text(let zone)? = zone, LocalCalendar(identifier: zone) == nil {
            throw WarehouseError(
                .impossible, path: path,
                "The setting timeZone of \(path) is \(zone), which is no time zone. Restore the warehouse "
                    + "from a copy, or update the system's time zones (package tzdata).")
        }
        guard case .text(let zone)? = zone, let calendar = LocalCalendar(identifier: zone),
            case .text(let seconds)? = try setting.scalar("intervalSeconds"),
            let interval = Int(seconds)
        else {
            throw WarehouseError(
                .notAWarehouse, path: path,
                "\(path) lacks its time zone or interval; it was not made by lucstats.")
        }
        guard [300, 900, 1800, 3600].contains(interval) else {
            throw WarehouseError(
                .impossible, path: path,
                "\(path) has intervals of \(interval) s, which is impossible. Restore it from a copy."
            )
        }
        self.calendar = calendar
        self.intervalLength = .seconds(interval)
        try checkTimes()
    }

    /// Opens an existing warehouse for writing, or makes one.
    ///
    /// - Parameters:
    ///   - timeZone: IANA name; counts only when the warehouse is made.
    ///   - intervalLength: 5, 15, 30 or 60 minutes; counts only when the warehouse is made.
    public static func openOrCreate(
        path: String, timeZone: String, intervalLength: Duration = .seconds(900)
    ) throws -> Warehouse {
        let file = WarehouseFile(path)
        try file.checkKind()
        if file.bytes > 0 { return try open(path: path) }
        guard LocalCalendar(identifier: timeZone) != nil else {
            throw WarehouseError(
                .badTimeZone, path: path,
                "There is no time zone \(timeZone). Use an IANA name such as Europe/Zurich.")
        }
        let minutes = intervalLength.components.seconds / 60
        guard [5, 15, 30, 60].contains(minutes) else {
            throw WarehouseError(
                .badInterval, path: path,
                "Intervals can be 5, 15, 30 or 60 minutes, not \(intervalLength.shortText).")
        }
        let place = file.resolved
        let draft = try DraftFile(for: place, permissions: .secret)
        try make(path: draft.path, timeZone: timeZone, intervalSeconds: minutes * 60)
        // An empty file that the user put there has no names to lose.
        if file.isThere { try draft.finish() } else { try Self.place(draft, at: place) }
        return try open(path: path)
    }

    /// Makes a warehouse where there is none.
    ///
    /// - Throws: ``WarehouseError`` `alreadyExists` if there is a file.
    public static func create(path: String, timeZone: String) throws {
        guard try !isThere(path) else { throw WarehouseError(alreadyAt: path) }
        _ = try openOrCreate(path: path, timeZone: timeZone)
    }

    private static func make(path: String, timeZone: String, intervalSeconds: Int64) throws {
        let connection = try prepared(path: path, mode: .create)
        try connection.migrate(to: schema)
        try connection.transaction {
            let insert = try connection.prepare("INSERT INTO setting (name, value) VALUES (?, ?)")
            try insert.run("timeZone", .text(timeZone))
            try insert.run("intervalSeconds", .text(String(intervalSeconds)))
            let identifier = try connection.prepare("SELECT lower(hex(randomblob(16)))").scalar()
            try insert.run("warehouseId", identifier ?? .null)
        }
    }

    /// All that the calendar covers.
    public func span() throws -> Range<Timestamp> {
        func edge(_ sql: String) throws -> Timestamp {
            guard case .integer(let instant)? = try connection.prepare(sql).scalar() else {
                return Timestamp(milliseconds: 0)
            }
            return Timestamp(milliseconds: instant)
        }
        let start = try edge("SELECT min(start_at) FROM calendar")
        return start..<max(start, try edge("SELECT max(end_at) FROM calendar"))
    }

    /// The identifier that the warehouse was made with: 32 random hexadecimal digits. Copies of the
    /// file have the same.
    ///
    /// - Throws: ``WarehouseError`` `notAWarehouse` if it is missing or not one.
    public func identifier() throws -> String {
        let value = try connection.prepare("SELECT value FROM setting WHERE name = 'warehouseId'")
            .scalar()
        guard case .text(let identifier)? = value, identifier.utf8.count == 32,
            identifier.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else {
            throw WarehouseError(
                .notAWarehouse, path: path,
                "\(path) lacks its identifier; it was not made by lucstats. Restore it from a copy."
            )
        }
        return identifier
    }

    /// Opens an existing warehouse for writing. One of an older version is migrated, after a copy
    /// was put beside it.
    ///
    /// - Parameter progress: is called while the rollups of an older one are built.
    public static func open(
        path: String, progress: @escaping RollupProgress = { _, _, _ in }
    ) throws -> Warehouse {
        try WarehouseFile(path).checkName()
        let connection = try checked(path: path, mode: .readWrite)
        if try connection.schemaVersion(applicationID: applicationID) < schema.version {
            try refusing(path) { try migrate(connection, path: path, progress: progress) }
        }
        let warehouse = try Warehouse(connection: connection, path: path)
        let held = try connection.prepare("SELECT EXISTS (SELECT 1 FROM pass)").scalar()
        if held == .integer(1) { warehouse.keepLog() }
        return warehouse
    }

    /// Turns to the write-ahead log, with which nobody who reads waits for who writes, nor the
    /// other way round.
    ///
    /// Not before there is a pass to read: the first one fills most of the file, and without the
    /// log it writes each page once. Where a reader is in the way, the next pass tries again.
    func keepLog() {
        guard !keepsLog else { return }
        keepsLog = (try? connection.pragma("journal_mode = WAL")) == .text("wal")
    }

    /// Whether a warehouse is at a path, or can be made there as far as the path goes.
    ///
    /// - Throws: ``WarehouseError`` for what is there and is no file.
    public static func isThere(_ path: String) throws -> Bool {
        let file = WarehouseFile(path)
        try file.checkKind()
        return file.isThere
    }

    /// - Throws: ``WarehouseError`` where a collector would refuse the file for its hard links.
    public static func checkName(_ path: String) throws { try WarehouseFile(path).checkName() }

    /// Opens an existing warehouse for reading only.
    ///
    /// - Throws: ``WarehouseError`` `olderVersion` for one that must be migrated first.
    public static func reading(path: String) throws -> Warehouse {
        let connection = try checked(path: path, mode: .readOnly)
        let found = try connection.schemaVersion(applicationID: applicationID)
        guard found == schema.version else {
            guard found > 0 else {
                throw WarehouseError(
                    .otherSchema, path: path,
                    "\(path) has a version that no lucstats writes (\(found)). Restore it from a copy."
                )
            }
            throw WarehouseError(
                .olderVersion, path: path,
                "\(path) was written by an older lucstats (schema \(found), this program reads "
                    + "\(schema.version)). Run: lucstats warehouse migrate --warehouse \(path.shellWord)"
            )
        }
        return try Warehouse(connection: connection, path: path)
    }

    private static func prepared(path: String, mode: Connection.Mode) throws -> Connection {
        let connection = try Connection(path: path, mode: mode)
        try connection.execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL")
        // Pages that a pass filled leave early: a first one writes each of them once, and more at
        // hand would only be more memory. What is sorted may go to a file, hence no temp_store.
        if mode == .readWrite || mode == .create {
            try connection.execute("PRAGMA cache_size = -4000")
        }
        return connection
    }

    private static func whole(path: String, mode: Connection.Mode) throws -> Connection {
        do {
            return try prepared(path: path, mode: mode)
        } catch let error as DatabaseError where error.kind == .needsRollback {
            // A first pass was killed while it was written: opened for writing, the file is whole
            // again.
            _ = try prepared(path: path, mode: .readWrite)
            return try prepared(path: path, mode: mode)
        }
    }

    private static func checked(path: String, mode: Connection.Mode) throws -> Connection {
        let file = WarehouseFile(path)
        try file.checkKind()
        guard !file.isOutOfReach else {
            throw WarehouseError(
                .missing, path: path,
                "\(path) cannot be reached: a folder above it does not let this user in. Ask its owner, "
                    + "or use the account that collects.")
        }
        guard file.isThere else {
            throw WarehouseError(
                .missing, path: path,
                "There is no warehouse at \(path). `lucstats collect` makes one.")
        }
        return try refusing(path) {
            let known = schema.version
            let connection = try whole(path: path, mode: mode)
            try file.checkEnd(of: connection)
            let found: Int64
            do {
                found = try connection.schemaVersion(applicationID: applicationID)
            } catch SchemaError.foreign {
                throw try foreign(connection, path)
            }
            guard file.bytes > 0 else {
                throw WarehouseError(
                    .notAWarehouse, path: path,
                    "\(path) is empty. Name the warehouse itself, or delete the file: lucstats collect "
                        + "then makes one.")
            }
            guard found != 0 else { throw SchemaError.foreign(applicationID: 0) }
            guard found <= known else { throw SchemaError.newer(found: found, known: known) }
            if found == known { try checkSchema(of: connection) }
            return connection
        }
    }

    /// The error of a database that lucstats has no schema for: an extract is one of its own.
    private static func foreign(_ connection: Connection, _ path: String) throws -> any Error {
        let isExtract = try connection.prepare(
            "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'table' "
                + "AND name IN ('coverage_gap', 'service_interval')"
        ).scalar()
        guard isExtract == .integer(1) else { return SchemaError.foreign(applicationID: 0) }
        return WarehouseError(
            .notAWarehouse, path: path,
            "\(path) is an extract, which is for other tools. Name the warehouse that it was made of, or "
                + "a snapshot.")
    }

    /// Runs `body`, whose errors about the kind of file become ones for people.
    static func refusing<Result>(_ path: String, _ body: () throws -> Result) throws
        -> Result
    {
        do {
            return try body()
        } catch let error as DatabaseError where error.kind == .notADatabase {
            throw WarehouseError(
                .notAWarehouse, path: path,
                "\(path) is not a database. Name the warehouse's own file.")
        } catch SchemaError.foreign {
            throw WarehouseError(
                .notAWarehouse, path: path,
                "\(path) is a database, but no lucstats warehouse. Name another file.")
        } catch SchemaError.differs(let object) {
            throw WarehouseError(
                .otherSchema, path: path,
                "\(path) has another schema than lucstats writes (\(object)); nothing of it was "
                    + "run. Restore a copy, or use the lucstats that made it; keep tables and views of "
                    + "your own in a file beside it.")
        } catch SchemaError.newer(let found, let known) {
            throw WarehouseError(
                .newerVersion, path: path,
                "\(path) was written by a newer lucstats (schema \(found), this program knows "
                    + "up to \(known)). Update lucstats.")
        }
    }
}
