import Files
import Foundation
import SQLite

extension Warehouse {
    /// Writes a consistent copy, packed as tightly as can be, that needs no files beside it and
    /// so can lie on a network share. It is there as a whole or not at all, with the permissions
    /// of the warehouse.
    ///
    /// - Throws: ``WarehouseError``: `alreadyExists`, `noSpace`; ``Files/FileError``;
    ///   ``SQLite/DatabaseError``.
    public func snapshot(to copy: String) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: copy) else { throw WarehouseError(alreadyAt: copy) }
        let needed = try usedBytes()
        if let left = FreeSpace.bytes(at: copy), left < needed {
            throw WarehouseError(
                .noSpace, path: copy,
                "A copy takes up to \(FreeSpace.text(needed)), and where \(copy) would lie only "
                    + "\(FreeSpace.text(left)) are left. Nothing was written.")
        }
        let mode = try? files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        Leftovers.remove(beside: copy)
        let draft = try DraftFile(
            for: copy, permissions: .exactly(UInt32(truncatingIfNeeded: mode ?? 0o600)))
        try connection.prepare("VACUUM INTO ?").run(.text(draft.path))
        try Self.place(draft, at: copy)
    }

    /// Puts a draft where there is no file.
    static func place(_ draft: DraftFile, at path: String) throws {
        do { try draft.finish(.ifFree) } catch {
            throw error.code == .alreadyThere ? WarehouseError(alreadyAt: path) : error
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
