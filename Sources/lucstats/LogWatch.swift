import Warehouse

/// Reports once that another program's reading lets the warehouse's log grow.
struct LogWatch {
    private var isLong = false

    /// - Parameter bytes: of a log that cannot be shortened; `nil` if it is not long.
    mutating func note(_ bytes: Int64?, of path: String) {
        defer { isLong = bytes != nil }
        guard let bytes, !isLong else { return }
        Log.warning(
            "longLog",
            "The log of \(path) has grown to \(FreeSpace.text(bytes)), because another program has "
                + "been reading the warehouse for a long time. lucstats shortens the log when that "
                + "program ends. Close it if this persists, or let it read a snapshot.",
            ["logBytes": .integer(Int(bytes))])
    }
}
