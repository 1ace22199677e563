import CivilTime
import Collector
import Foundation
import Queries
import Reporting
import SQLite
import Warehouse

extension Checkup {
    /// The warehouse as it lies there, or the place where it will.
    mutating func examineWarehouse(_ arguments: Arguments, _ file: Configuration) {
        guard let path = arguments.value("warehouse") ?? file.warehouse else { return }
        do {
            _ = try arguments.warehousePath(file)
            guard try Warehouse.isThere(path) else { return examineFolder(of: path) }
            let warehouse = try Warehouse.reading(path: path)
            let connection = warehouse.connection
            let found = try connection.prepare("SELECT count(*), max(finished_at) FROM pass")
            var passes = Int64(0)
            try found.forEach { passes = try $0.requiredInteger(0) }
            try Warehouse.checkName(path)
            ok("warehouse", "\(path) holds \(passes.counted("pass", "passes"))")
            examineZone(of: warehouse, file)
            try examineSpacing(warehouse)
            polling = try plannedPolling(warehouse, arguments, file)
            if case .fixed(let every)? = try? arguments.spacing(file) {
                pollingAsked = (every, try askedPolling(warehouse, every, file))
            }
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
        examineSpace(path)
    }

    private func plannedPolling(
        _ warehouse: Warehouse, _ arguments: Arguments, _ file: Configuration
    ) throws -> ServicePolling {
        let bounds = PassBounds(
            file, spacing: .auto, maxGap: file.maxGap.flatMap { Duration($0) })
        let forecast = PollForecast(
            services: try warehouse.presentServices(),
            activities: try warehouse.serviceActivities(),
            expected: try warehouse.expectedArrivals(at: arguments.now),
            rules: .auto(staleness: bounds.staleness),
            politeness: file.politenessOfRequests, limits: file.clientLimits)
        return try ServicePolling(of: warehouse).planned(forecast)
    }

    /// The polling with a fixed spacing, or as close to it as the limits of the key allow.
    private func askedPolling(
        _ warehouse: Warehouse, _ every: Duration, _ file: Configuration
    ) throws -> ServicePolling {
        let plan = RequestPlan(
            services: try warehouse.presentServices().count, every: every,
            limits: file.clientLimits)
        return try ServicePolling(of: warehouse).every(
            plan.averageSpacing ?? plan.minimumSpacing, in: warehouse)
    }

    private mutating func examineZone(of warehouse: Warehouse, _ file: Configuration) {
        let kept = warehouse.calendar.timeZone.identifier
        guard let zone = file.timeZone, zone != kept else { return }
        warn(
            "warehouse",
            "timeZone in the configuration is \(zone), but the time zone of the warehouse is \(kept) "
                + "and stays so",
            "Set timeZone to \(kept), or begin a new warehouse.")
    }

    private mutating func examineSpace(_ path: String) {
        do {
            if let left = try FreeSpace.check(at: path) {
                warn(
                    "space", "only \(FreeSpace.text(left)) are left on the disk that holds \(path)")
            }
        } catch {
            fail("space", error)
        }
    }

    /// Whether the polls of the last week were close enough for the tasks of each service.
    private mutating func examineSpacing(_ warehouse: Warehouse) throws {
        let known = try ServicePolling(of: warehouse).rows.filter { $0.seenShare != nil }
        guard !known.isEmpty else { return }
        let short = known.filter { ($0.seenShare ?? 1) < 0.95 }
            .sorted { ($0.seenShare ?? 1, $0.name) < ($1.seenShare ?? 1, $1.name) }
        guard !short.isEmpty else {
            return ok("spacing", "at least 95 % of the tasks of each service were seen")
        }
        let some = short.prefix(3).map { one in
            "\(one.name) \(Int((100 * (one.seenShare ?? 1)).rounded(.down))) %"
        }
        let more = short.count > 3 ? ", and \(short.count - 3) more" : ""
        warn(
            "spacing",
            "short tasks come and go between two polls; at most this share was seen of: "
                + some.joined(separator: ", ") + more,
            "Poll more often: every: \"auto\", or a shorter spacing, if the limits of the key allow "
                + "it.")
    }

    private mutating func examineFolder(of path: String) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        if FileManager.default.isWritableFile(atPath: folder) {
            ok("warehouse", "\(path) does not exist yet; collect will create it")
            examineSpace(path)
        } else {
            fail(
                "warehouse", "\(path) does not exist, and \(folder) cannot be written",
                "Check the folder and its permissions.", code: .cannotWrite)
        }
    }
}
