import Foundation
import SQLite

extension Warehouse {
    /// Writes a consistent copy, packed as tightly as can be, that needs no files beside it and
    /// so can lie on a network share. It is there as a whole or not at all, with the permissions
    /// of the warehouse.
    ///
    /// - Throws: ``WarehouseError``: `alreadyExists`, `noSpace`; ``SQLite/DatabaseError``.
    public func snapshot(to copy: String) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: copy) else {
            throw WarehouseError(
                .alreadyExists, path: copy, "\(copy) exists already; it was left as it is.")
        }
        let needed = try usedBytes()
        if let left = FreeSpace.bytes(at: copy), left < needed {
            throw WarehouseError(
                .noSpace, path: copy,
                "A copy takes up to \(FreeSpace.text(needed)), and where \(copy) would lie only "
                    + "\(FreeSpace.text(left)) are left. Nothing was written.")
        }
        let mode = try? files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        let draft = "\(copy).new"
        try? files.removeItem(atPath: draft)
        guard
            files.createFile(
                atPath: draft, contents: nil, attributes: [.posixPermissions: mode ?? 0o600])
        else {
            throw DatabaseError(code: 14, message: "the file cannot be made", path: copy)
        }
        do {
            try connection.prepare("VACUUM INTO ?").run(.text(draft))
            let file = try FileHandle(forReadingFrom: URL(filePath: draft))
            try file.synchronize()
            try file.close()
        } catch {
            try? files.removeItem(atPath: draft)
            throw error
        }
        guard rename(draft, copy) == 0 else {
            throw DatabaseError(code: 14, message: "the file cannot be made", path: copy)
        }
    }

    /// Bytes of the pages that hold something.
    func usedBytes() throws -> Int64 {
        try pragmaNumber("page_size")
            * (try pragmaNumber("page_count") - pragmaNumber("freelist_count"))
    }

    func pragmaNumber(_ name: String) throws -> Int64 {
        guard case .integer(let number)? = try connection.pragma(name) else { return 0 }
        return number
    }
}
