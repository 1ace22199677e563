import Files
import Foundation

/// Figures about collecting, for the textfile collector of Prometheus' node_exporter.
struct PassMetrics: Sendable {
    var warehouse: String
    /// When the last pass was stored as a whole, by the machine's clock; seconds since 1970.
    var lastSuccess: Double?
    /// When the last pass ended, one way or the other.
    var lastPass: Double
    var exitCode: Int
    var durationSeconds: Double
    var requests: Int
    var retries: Int
    var rows: Int
    var missingListings: Int
    /// From the warehouse; not known where it could not be opened.
    var openTasks: Int?
    var coverageRatio: Double?
    var warehouseBytes: Int64?
    var freeBytes: Int64?
    /// Whether each server responded when it was asked the last time.
    var servers: [(address: String, isUp: Bool)] = []
}

/// Writes them as a whole: whoever reads the file sees the old ones or the new ones.
struct MetricsFile: Sendable {
    let path: String

    static let lastSuccessName = "lucstats_last_success_timestamp_seconds"

    func write(_ metrics: PassMetrics) throws {
        // Whoever gathers the figures is another user.
        do throws(FileError) {
            try DraftFile.write(
                Array(Self.text(of: metrics).utf8), to: path, permissions: .exactly(0o644))
        } catch {
            throw Failure(
                .cannotWrite, "The metrics file \(path) cannot be written: \(error.reason).")
        }
    }

    /// The time of the last success in the file that is there: a run that fails keeps it.
    var lastSuccess: Double? {
        guard let bytes = RegularFile.read(path, atMost: 1_000_000) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix(Self.lastSuccessName) {
            return line.split(separator: " ").last.flatMap { Double($0) }
        }
        return nil
    }

    /// Prometheus' text format; names and units after its conventions.
    static func text(of metrics: PassMetrics) -> String {
        let rows: [(name: String, help: String, value: Double?)] = [
            (
                lastSuccessName, "When a pass was last stored whole, seconds since 1970.",
                metrics.lastSuccess
            ),
            (
                "lucstats_last_pass_timestamp_seconds",
                "When the last pass ended, well or not, seconds since 1970.", metrics.lastPass
            ),
            (
                "lucstats_last_pass_exit_code", "What the last pass alone would have exited with.",
                Double(metrics.exitCode)
            ),
            (
                "lucstats_pass_duration_seconds", "How long the last pass took.",
                metrics.durationSeconds
            ),
            (
                "lucstats_pass_requests", "Requests of the last pass, those sent again included.",
                Double(metrics.requests)
            ),
            (
                "lucstats_pass_retries", "Requests of the last pass that were sent again.",
                Double(metrics.retries)
            ),
            (
                "lucstats_pass_rows", "Tasks and user states that the last pass listed.",
                Double(metrics.rows)
            ),
            (
                "lucstats_pass_missing_listings",
                "Listings of the last pass that were missing or cut short.",
                Double(metrics.missingListings)
            ),
            (
                "lucstats_open_tasks", "Tasks that were listed and have not ended.",
                metrics.openTasks.map(Double.init)
            ),
            (
                "lucstats_coverage_ratio", "Share of the last 24 hours that was observed.",
                metrics.coverageRatio
            ),
            (
                "lucstats_warehouse_size_bytes", "The warehouse's file and its log.",
                metrics.warehouseBytes.map(Double.init)
            ),
            (
                "lucstats_disk_free_bytes", "What is left where the warehouse lies.",
                metrics.freeBytes.map(Double.init)
            ),
        ]
        let label = escaped(metrics.warehouse)
        return rows.map { name, help, value in
            guard let value else { return "" }
            return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
                + "\(name){warehouse=\"\(label)\"} \(number(value))\n"
        }.joined() + serverText(of: metrics, label)
    }

    private static func serverText(of metrics: PassMetrics, _ label: String) -> String {
        guard !metrics.servers.isEmpty else { return "" }
        let name = "lucstats_server_up"
        return "# HELP \(name) Whether the server responded when last asked (1) or not (0).\n"
            + "# TYPE \(name) gauge\n"
            + metrics.servers.map { address, isUp in
                "\(name){warehouse=\"\(label)\",server=\"\(escaped(address))\"} \(isUp ? 1 : 0)\n"
            }.joined()
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map { String($0) } ?? value.description
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
