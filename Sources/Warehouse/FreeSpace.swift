/// Room on the disk, asked for ahead of writing.
public enum FreeSpace {
    /// With less than this beside a warehouse, nothing is written any more: a pass adds little,
    /// but the log of what is not yet in the file itself reaches some megabytes before it is
    /// taken in.
    public static let minimum: Int64 = 8_000_000
    /// With less than this, a warning is due.
    public static let low: Int64 = 200_000_000

    /// Bytes that this user may still write on the file system of a file or its folder; `nil`
    /// where neither can be asked.
    public static func bytes(at path: String) -> Int64? {
        FileSystem(of: path)?.bytesLeft
    }

    /// - Returns: what is left, where that is little.
    /// - Throws: ``WarehouseError`` `noSpace` where too little is left to write safely.
    public static func check(at path: String) throws -> Int64? {
        guard let left = bytes(at: path) else { return nil }
        guard left >= minimum else {
            throw WarehouseError(
                .noSpace, path: path,
                "The disk that holds \(path) is almost full: \(text(left)) left, and "
                    + "\(text(minimum)) are needed to write safely. Nothing was written. Free some "
                    + "space.")
        }
        return left < low ? left : nil
    }

    /// `0.4 MB`
    public static func text(_ bytes: Int64) -> String {
        let tenths = bytes / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
