import Foundation
import SQLite
import Warehouse

extension Checkup {
    /// The warehouse as it lies there, or the place where it will.
    mutating func examineWarehouse(_ arguments: Arguments, _ file: Configuration) {
        guard let path = arguments.value("warehouse") ?? file.warehouse else { return }
        do {
            _ = try arguments.warehousePath(file)
            guard FileManager.default.fileExists(atPath: path) else {
                return examineFolder(of: path)
            }
            let connection = try Warehouse.reading(path: path).connection
            let found = try connection.prepare("SELECT count(*), max(finished_at) FROM pass")
            var passes = Int64(0)
            try found.forEach { passes = try $0.requiredInteger(0) }
            ok("warehouse", "\(path) holds \(passes) passes")
        } catch {
            return fail("warehouse", error)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let mode = attributes?[.posixPermissions] as? Int, mode & 0o007 != 0 {
            warn(
                "warehouse", "\(path) is open to everyone on this machine",
                "If that is not meant so, run: chmod 600 \(path)")
        }
        if !FileManager.default.isWritableFile(atPath: path) {
            warn("warehouse", "\(path) cannot be written by this user")
        }
    }

    private mutating func examineFolder(of path: String) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        if FileManager.default.isWritableFile(atPath: folder) {
            ok("warehouse", "\(path) is not there yet; collect makes it")
        } else {
            fail(
                "warehouse", "\(path) is not there, and \(folder) cannot be written",
                "Check the folder and its permissions.", code: .cannotWrite)
        }
    }
}
