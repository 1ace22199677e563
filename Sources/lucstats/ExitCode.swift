import Collector
import Files
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import Reporting
import SQLite
import Warehouse
import WarehouseExport

/// What the process tells whoever started it, after `sysexits.h`.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    case partly = 1
    case usage = 64
    case badData = 65
    case unavailable = 69
    case cannotWrite = 73
    case inputOutput = 74
    case tryAgain = 75
    case refused = 77
    case configuration = 78

    /// What it means, for the manual.
    var meaning: String {
        switch self {
        case .done: "done; also when a loop was asked to end"
        case .partly: "done in part: what could be had is stored"
        case .usage: "the command line makes no sense"
        case .badData:
            "bad data: a damaged warehouse, another kind of file, or an answer that is none"
        case .unavailable: "no server could be reached"
        case .cannotWrite: "an output cannot be written"
        case .inputOutput: "no warehouse, reading or writing failed, or the disk is full"
        case .tryAgain: "try again later: the rate limit, or another run has the warehouse"
        case .refused: "the key or its role was refused"
        case .configuration: "the configuration makes no sense"
        }
    }
}

/// A failure as the person at the terminal sees it: one line, and the exit code.
struct Failure: Error {
    let code: ExitCode
    let message: String

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message on one line, whatever a server or SQLite had to say in several.
    var line: String {
        message.onOneLine
    }
}

extension Failure {
    static let queriesTookTooLong = Failure(
        .tryAgain,
        "The queries took too long and were stopped. Ask for a shorter --period, or allow more with "
            + "--timeout.")

    static let stoppedBeforeTheEnd = Failure(.tryAgain, "Stopped before the end.")

    /// Every error of the modules becomes text and exit code here, and nowhere else.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as APIError:
            self.init(Self.code(of: error), error.description + Self.portAdvice(error))
        case let error as WarehouseError: self.init(Self.code(of: error), error.description)
        case let error as DatabaseError: self.init(database: error)
        case let error as CollectorError where error.code == .lockHeld:
            self.init(.tryAgain, error.description)
        case let error as CollectorError where error.code == .oddClock:
            self.init(.badData, error.description)
        case let error as CollectorError:
            self.init(.cannotWrite, "\(error) Check the folder and the permissions.")
        case let error as ReportError where error.code == .cannotWrite:
            self.init(.cannotWrite, "\(error) Name a folder that can be written with --out.")
        case let error as ReportError: self.init(.badData, error.description)
        case let error as SimulatorError:
            self.init(.unavailable, "\(error) Choose another port, or 0 for any free one.")
        case let error as ExportError: self.init(Self.code(of: error), error.description)
        case let error as FileError where error.code == .alreadyThere:
            self.init(.cannotWrite, "\(error.path) exists already; it was left as it is.")
        case let error as FileError:
            self.init(.cannotWrite, "\(error) Check the folder and the permissions.")
        case let error as ColumnError:
            self.init(.badData, "The warehouse holds a value that cannot be: \(error).")
        case let error as CocoaError: self.init(file: error)
        case is CancellationError: self = .stoppedBeforeTheEnd
        default: self.init(.inputOutput, "\(error)")
        }
    }

    private static func code(of error: APIError) -> ExitCode {
        if error.retryAt != nil { return .tryAgain }
        return switch error.code {
        case .unreachable, .timedOut, .outOfTime, .serverFault, .notReady, .unreadable,
            .redirected:
            .unavailable
        case .refused: .refused
        case .rateLimited: .tryAgain
        case .configuration, .paging: .configuration
        case .unsupported: .usage
        default: .badData
        }
    }

    private static func code(of error: ExportError) -> ExitCode {
        switch error.code {
        case .badManifest, .cannotWrite, .parquet: .cannotWrite
        case .inUse: .tryAgain
        case .badSchema: .usage
        case .otherWarehouse: .badData
        }
    }

    private static func code(of error: WarehouseError) -> ExitCode {
        switch error.code {
        case .missing, .noSpace: .inputOutput
        case .notAWarehouse, .newerVersion, .olderVersion, .otherSchema, .impossible: .badData
        case .badTimeZone, .badInterval: .configuration
        case .alreadyExists: .cannotWrite
        }
    }

    /// An address without a port leads to the port of web servers, where LUCS seldom is.
    private static func portAdvice(_ error: APIError) -> String {
        guard [.unreachable, .unreadable].contains(error.code), let server = error.server,
            server.hasSuffix(":80") || server.hasSuffix(":443")
        else { return "" }
        return " If the address has no port, add :4444, the default port of LUCS."
    }

    /// What Foundation could not do with a file or folder.
    private init(file error: CocoaError) {
        let reason =
            (error.underlying as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
            ?? error.localizedDescription
        self.init(
            .cannotWrite,
            "Cannot write \(error.filePath ?? error.url?.path ?? "a file"): \(reason). Check the "
                + "folder and the permissions.")
    }

    private init(database error: DatabaseError) {
        let place = error.path ?? "the warehouse"
        switch error.kind {
        case .busy:
            self.init(.tryAgain, "\(place) is in use by another program. Try again later.")
        case .full:
            self.init(.inputOutput, "The disk that holds \(place) is full. Free some space.")
        case .cannotOpen where WriteAccess.isReadOnly(at: place),
            .readOnly where WriteAccess.isReadOnly(at: place):
            self.init(
                .cannotWrite,
                "\(place) is on a read-only file system: a warehouse in use can neither be changed "
                    + "there nor, because files beside it are missing, be read. A copy that lucstats "
                    + "warehouse snapshot made can be read.")
        case .cannotOpen where WriteAccess.isLocked(folderOf: place),
            .readOnly where WriteAccess.isLocked(folderOf: place):
            self.init(
                .cannotWrite,
                "\(place) is in a folder that this user cannot write to: a warehouse in use can "
                    + "neither be changed there nor be read. Its owner can copy it with lucstats "
                    + "warehouse snapshot; the copy can be read.")
        case .readOnly, .needsRollback, .cannotOpen:
            self.init(
                .cannotWrite,
                "\(place) cannot be opened or written (\(error.message)). Check the folder and "
                    + "the permissions.")
        case .corrupt, .notADatabase:
            self.init(
                .badData,
                "\(place) is damaged or no database (\(error.message)). Restore it from a copy.")
        case .inputOutput:
            // A full disk stops reading too: there is no room for the log's index.
            let left = FreeSpace.bytes(at: place) ?? .max
            self.init(
                .inputOutput,
                left < FreeSpace.minimum
                    ? "The disk that holds \(place) is full: \(FreeSpace.text(left)) left. Free some "
                        + "space."
                    : "Reading or writing \(place) failed (\(error.message)). Check the disk.")
        case .interrupted: self = .queriesTookTooLong
        case .tooMuch:
            self.init(
                .badData, "\(place) holds a value that is too long (\(error.message)).")
        case .other where error.message == "integer overflow":
            self.init(
                .badData,
                "\(place) holds numbers that are too large to add up. Run: lucstats warehouse verify "
                    + "--warehouse \(place.shellWord)")
        default: self.init(.badData, "SQLite: \(error)")
        }
    }
}
