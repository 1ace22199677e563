import SQLite

extension Warehouse {
    /// A log of this size is not due to a pass: it is taken into the file at a few megabytes.
    public static let longLog: Int64 = 64_000_000

    /// Takes a log that has grown long into the file, and gives its space back, unless another
    /// program is still reading what was there before.
    ///
    /// Waits for nobody.
    ///
    /// - Parameter limit: bytes above which the log is long.
    /// - Returns: the bytes of a long log that has to stay; `nil` if there is none.
    public func shortenLog(above limit: Int64 = longLog) throws -> Int64? {
        let log = WarehouseFile("\(Self.resolved(path))-wal")
        guard log.bytes > limit else { return nil }
        let isBusy = try connection.withoutWaiting {
            try connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        }
        return isBusy == .integer(0) ? nil : log.bytes
    }
}
