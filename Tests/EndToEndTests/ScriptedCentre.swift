import CivilTime
import Foundation
import Locking
import SQLite
import TestServers
import Warehouse

/// A LUCS server on loopback whose lists a test writes by hand, for `collect` to read.
final class ScriptedCentre: Sendable {
    /// Whole responses, by path below the address: `v2.0/users`. What is missing is 404.
    struct Lists: Sendable {
        var bodies: [String: String] = [:]
        var headers: [String: String] = [:]
        /// Responses that need the request: asked first.
        var respond: (@Sendable (TestServer.Request) -> TestServer.Reply?)?
    }

    private let lists: Locked<Lists>
    let server: TestServer
    let folder: URL

    /// One service `s` without tasks, no users.
    init(in folder: URL) throws {
        let lists = Locked(Lists(bodies: Self.quiet))
        self.lists = lists
        self.folder = folder
        server = try TestServer { request in
            let now = lists.withLock { $0 }
            if let reply = now.respond?(request) { return reply }
            var headers = now.headers
            headers["Date"] = headers["Date"] ?? Self.httpDate(Date())
            guard let body = now.bodies[String(request.path.dropFirst())] else {
                return .json(
                    #"{"Error":{"Code":"NotFound"}}"#, status: 404, headers: headers)
            }
            return .json(body, headers: headers)
        }
    }

    static let quiet = [
        "v2.0/services": #"{"Items":[{"Id":"s","Name":"Sales"}],"TotalCount":1}"#,
        "v2.0/users": #"{"Items":[],"TotalCount":0}"#,
        "v2.0/usersStates": #"{"Items":[],"TotalCount":0}"#,
        "v2.0/profiles": "[]", "v2.0/organizationunits": "[]",
        "v2.0/services/s/tasks": #"{"Items":[],"TotalCount":0}"#,
    ]

    func change(_ body: @Sendable (inout Lists) -> Void) { lists.withLock { body(&$0) } }

    func set(_ path: String, _ body: String) { change { $0.bodies[path] = body } }

    func tasks(_ body: String) { set("v2.0/services/s/tasks", body) }

    static func httpDate(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: date)
    }

    /// One pass, at least a second of the server's clock after the one before.
    func collect(_ more: String...) async throws -> Program.Outcome {
        let second = Date().timeIntervalSince1970.rounded(.down)
        while Date().timeIntervalSince1970 < second + 1 {
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await Program.run(
            ["collect", "--server", server.url.absoluteString, "--warehouse", "w.db"] + more,
            in: folder)
    }

    /// The first column of a query's rows, as text.
    func column(_ sql: String) throws -> [String] {
        let connection = try Warehouse.reading(path: folder.appending(path: "w.db").path).connection
        var values: [String] = []
        try connection.prepare(sql).forEach { row in values.append(try row.text(0) ?? "NULL") }
        return values
    }
}
