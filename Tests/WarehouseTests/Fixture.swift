import CivilTime
import Foundation
import LucsModel
import Queries
import SQLite
import TestFolders
import Testing
import Warehouse

/// A fresh warehouse in a folder of its own, and short ways to feed and ask it.
struct Fixture {
    let warehouse: Warehouse
    let midnight: Timestamp
    let service = EntityID("11111111-0000-0000-0000-000000000001")

    init() throws {
        let folder = try TestFolder.make()
        warehouse = try Warehouse.openOrCreate(
            path: folder.appending(path: "w.db").path, timeZone: "Europe/Zurich")
        let day = try #require(CivilDate("2026-11-24"))
        midnight = warehouse.calendar.start(of: day)
    }

    static func instant(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds)
    }

    func at(_ seconds: Double) -> Timestamp {
        midnight + .milliseconds(Int64((seconds * 1000).rounded()))
    }

    func pass(
        _ seconds: Double, tasks: [LucsTask] = [], states: [UserState]? = nil,
        shortfall: String? = nil, directory: Directory? = nil
    ) -> Pass {
        let at = at(seconds)
        return Pass(
            startedAt: at, finishedAt: at, directory: directory,
            userStates: states.map { Listing(rows: $0, observedAt: at) },
            tasks: [
                ServiceTasks(
                    service: service,
                    listing: Listing(rows: tasks, observedAt: at, shortfall: shortfall))
            ])
    }

    func task(_ number: Int, queued: Double, connected: Double? = nil, agent: Int? = nil)
        -> LucsTask
    {
        LucsTask(
            id: id(number, kind: 2), type: "AudioCall",
            state: connected == nil ? "InQueue" : "Connected",
            created: at(queued - 8), queueStarted: at(queued), connected: connected.map { at($0) },
            agent: agent.map { id($0, kind: 3) })
    }

    func id(_ number: Int, kind: Int) -> EntityID {
        EntityID(
            "\(kind)0000000-0000-0000-0000-"
                + String(String(number + 1_000_000_000_000).dropFirst(1)))
    }

    /// The rows of a query over the day, each by column.
    func rows(
        _ query: String, grain: String = "period", end: Double = 86_400, elapsed: Double? = nil,
        in reader: Warehouse? = nil
    ) throws -> [[String: Value]] {
        let connection = (reader ?? warehouse).connection
        let statement = try connection.prepare(try #require(Queries.all[query]))
        try statement.bind([
            "start_at": .integer(midnight.milliseconds), "end_at": .integer(at(end).milliseconds),
            "elapsed_at": elapsed.map { .integer(at($0).milliseconds) } ?? .null,
            "grain": .text(grain), "total": .integer(1), "unknown": .integer(1),
        ])
        let names = statement.columnNames
        var rows: [[String: Value]] = []
        try statement.forEach { row in
            rows.append(
                Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], row[$0]) }))
        }
        return rows
    }

    /// The rows of a query, each as its values that are not NULL.
    func lines(_ sql: String) throws -> [String] {
        var lines: [String] = []
        try warehouse.connection.prepare(sql).forEach { row in
            let cells = (0..<row.count).compactMap { column -> String? in
                switch row[column] {
                case .null: nil
                case .integer(let integer): "\(integer)"
                case .real(let real): "\(real)"
                case .text(let text): text
                case .blob(let bytes): "\(bytes)"
                }
            }
            lines.append(cells.joined(separator: " "))
        }
        return lines
    }

    func count(_ sql: String) throws -> Value? { try warehouse.connection.prepare(sql).scalar() }
}

extension Value {
    /// The number, whatever its storage.
    var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: nil
        }
    }
}
