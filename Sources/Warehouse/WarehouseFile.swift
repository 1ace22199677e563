import Foundation
import SQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the file system tells of a warehouse's file.
///
/// The file itself is never opened here: closing it again would drop the locks that SQLite holds
/// on it in this process.
struct WarehouseFile {
    let path: String
    private let status: stat?

    init(_ path: String) {
        self.path = path
        var status = stat()
        let isThere = stat(path, &status) == 0
        reason = isThere ? 0 : errno
        self.status = isThere ? status : nil
    }

    /// Why nothing is known of it; 0 if it is there.
    private let reason: Int32

    var isThere: Bool { status != nil }
    /// Whether a folder above it may not be entered by this user.
    var isOutOfReach: Bool { reason == EACCES }
    var bytes: Int64 { status.map { Int64($0.st_size) } ?? 0 }

    var resolved: String { Warehouse.resolved(path) }

    /// Whether there are passes that are not in the file itself yet. SQLite keeps them beside the
    /// file that a link leads to.
    private var hasLog: Bool { WarehouseFile("\(resolved)-wal").bytes > 0 }

    /// - Throws: ``WarehouseError`` for what is there and is no file: SQLite would wait for it.
    func checkKind() throws {
        guard let status else {
            var link = stat()
            guard lstat(path, &link) != 0 else {
                throw WarehouseError(
                    .notAWarehouse, path: path,
                    "\(path) is a link that leads nowhere. Name the file itself, or make an empty "
                        + "one where the link leads.")
            }
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw WarehouseError(
                .notAWarehouse, path: path,
                "\(path) is no file. Name the warehouse's own file, or where to make it.")
        }
    }

    /// - Throws: ``WarehouseError`` for a file under several names: SQLite keeps its log beside one
    ///   name, and whoever comes by another one does not see it.
    func checkName() throws {
        guard let status, status.st_nlink > 1 else { return }
        throw WarehouseError(
            .notAWarehouse, path: path,
            "The file \(path) has \(status.st_nlink) names (hard links), and its log is kept "
                + "beside one of them alone. Use one name, or symbolic links to it.")
    }

    /// - Throws: ``SQLite/DatabaseError`` (corrupt) for a file whose last page is not whole: its
    ///   end was cut off. While there is a log the file may be growing.
    func checkEnd(of connection: Connection) throws {
        guard !hasLog, case .integer(let page)? = try connection.pragma("page_size"), page > 0,
            WarehouseFile(path).bytes % page != 0
        else { return }
        throw DatabaseError(code: 11, message: "its end is cut off", path: path)
    }
}

extension Warehouse {
    /// A path without symbolic links, beside which all lies that belongs to a warehouse; as given
    /// where there is no file yet.
    public static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
