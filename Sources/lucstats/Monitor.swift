import CivilTime
import Collector
import Foundation
import Locking
import LucsAPI
import LucsModel
import Queries
import SQLite
import Warehouse

/// Tells those who watch over a run: a ping on the network, a file of figures. Nothing of it can
/// make a run fail.
final class Monitor: Sendable {
    private let pinger: Pinger?
    private let file: MetricsFile?

    private struct Start {
        var at = Date()
        var requests = 0
        var retries = 0
    }

    private let start = Locked(Start())
    private let throttled = ThrottledLog()

    var metricsPath: String? { file?.path }

    init(pinger: Pinger?, file: MetricsFile?) {
        self.pinger = pinger
        self.file = file
    }

    /// Does what comes before the first pass; a failure there is reported as one of a pass.
    ///
    /// Not that another collector has the warehouse: that one tells how it fares.
    func preparing<Value>(path: String?, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch {
            if (error as? CollectorError)?.code == .lockHeld { throw error }
            passFailed(Failure(error), client: nil, path: path ?? "")
            await finish(isWhole: false)
            throw error
        }
    }

    func begin() async {
        await pinger?.tell(.start)
    }

    /// Tells how a loop fares, meanwhile.
    func tell(isWhole: Bool) async {
        await pinger?.tell(isWhole ? .success : .failure)
    }

    /// Reports how the run went, and waits until that has been sent.
    func finish(isWhole: Bool) async {
        await pinger?.finish(isWhole ? .success : .failure)
    }

    func passBegins(_ client: LucsClient) {
        let statistics = client.statistics
        start.withLock {
            $0 = Start(at: Date(), requests: statistics.requests, retries: statistics.retries)
        }
    }

    func passStored(_ pass: Pass, missed: Int, client: LucsClient, in warehouse: Warehouse) {
        guard let file else { return }
        var metrics = metrics(client, path: warehouse.path)
        metrics.exitCode = Int((missed == 0 ? ExitCode.done : .partly).rawValue)
        metrics.lastSuccess = missed == 0 ? metrics.lastPass : file.lastSuccess
        metrics.rows =
            (pass.userStates?.rows.count ?? 0)
            + pass.tasks.reduce(0) { $0 + $1.listing.rows.count }
        metrics.missingListings = missed
        try? metrics.ask(warehouse, at: pass.finishedAt)
        write(metrics, to: file)
    }

    func passFailed(_ failure: Failure, client: LucsClient?, path: String) {
        guard let file else { return }
        var metrics = metrics(client, path: path)
        metrics.exitCode = Int(failure.code.rawValue)
        metrics.lastSuccess = file.lastSuccess
        if let warehouse = try? Warehouse.reading(path: path) {
            let now = client.map { $0.statistics.serverTime ?? $0.now() }
            try? metrics.ask(warehouse, at: now ?? .now)
        }
        write(metrics, to: file)
    }

    private func metrics(_ client: LucsClient?, path: String) -> PassMetrics {
        let statistics = client?.statistics ?? ClientStatistics()
        let servers = client?.serverStatus ?? []
        return start.withLock { start in
            let now = Date()
            return PassMetrics(
                warehouse: path, lastPass: rounded(now.timeIntervalSince1970), exitCode: 0,
                durationSeconds: rounded(now.timeIntervalSince(start.at)),
                requests: statistics.requests - start.requests,
                retries: statistics.retries - start.retries, rows: 0, missingListings: 0,
                servers: servers.map { ($0.address, $0.isUp) })
        }
    }

    private func write(_ metrics: PassMetrics, to file: MetricsFile) {
        do {
            try file.write(metrics)
            throttled.forget("metricsFile")
        } catch {
            throttled.say("metricsFile") { Log.warning("metricsFile", Failure(error).line) }
        }
    }

    /// To the millisecond.
    private func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}

extension PassMetrics {
    /// Adds what the warehouse knows.
    ///
    /// - Parameter now: by the clock of LUCS, which the warehouse goes by.
    fileprivate mutating func ask(_ warehouse: Warehouse, at now: Timestamp) throws {
        warehouseBytes = warehouse.bytesOnDisk
        freeBytes = FreeSpace.bytes(at: warehouse.path)
        let connection = warehouse.connection
        if case .integer(let count)? = try connection.cached(
            "SELECT count(*) FROM task_fact WHERE ended_at IS NULL"
        ).scalar() {
            openTasks = Int(count)
        }
        guard let sql = Queries.all["coverage"] else { return }
        let statement = try connection.cached(sql)
        try statement.bind([
            "start_at": .integer(now.milliseconds - 86_400_000),
            "end_at": .integer(now.milliseconds),
        ])
        let column = statement.columnNames.firstIndex(of: "observed_fraction")
        try statement.forEach { row in
            guard let column, case .real(let ratio) = row[column] else { return }
            coverageRatio = min(1, max(0, (ratio * 1e6).rounded() / 1e6))
        }
    }
}
