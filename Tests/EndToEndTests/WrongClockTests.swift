import Foundation
import TestServers
import Testing

@testable import lucstats

/// A server whose clock jumps, or that writes local times behind UTC.
@Suite struct WrongClockTests {
    @Test(arguments: [86_400.0, -86_400])
    func `A clock that jumps by a day for two passes costs one pass, whichever runs make them`(
        jump: Double
    ) async throws {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            var outcomes: [Program.Outcome] = []
            for isWrong in [false, true, true, true, false] {
                centre.change {
                    $0.respond = nil
                    guard isWrong else { return }
                    $0.respond = { request in
                        guard let body = ScriptedCentre.quiet[String(request.path.dropFirst())]
                        else { return nil }
                        let date = ScriptedCentre.httpDate(Date().addingTimeInterval(jump))
                        return .json(body, headers: ["Date": date])
                    }
                }
                outcomes.append(try await centre.collect())
            }
            #expect(outcomes.map(\.code) == [0, 65, 0, 0, 0], "\(outcomes.map(\.errors))")
            for outcome in outcomes[2...3] {
                #expect(outcome.errors.contains("Passes are dated by this machine"))
                #expect(outcome.errors.contains(jump > 0 ? "went 1d ahead" : "went 1d back"))
            }
            #expect(outcomes[4].errors == "")
            let apart = try centre.column(
                "SELECT CAST(max(abs(started_at / 1000 - unixepoch())) AS TEXT) FROM pass")
            #expect(apart.first.flatMap { Int($0) }.map { $0 < 120 } == true, "\(apart)")
            #expect(try centre.column("SELECT CAST(count(*) AS TEXT) FROM pass") == ["4"])
            #expect(try centre.column("SELECT CAST(count(*) AS TEXT) FROM coverage_gap") == ["0"])
        }
    }

    @Test func `Local times behind UTC are noticed while collecting, and doctor names the zone`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.change {
                $0.respond = { request in
                    guard request.path.hasSuffix("/tasks") else { return nil }
                    let time = Self.localTime(Date().addingTimeInterval(-5 * 3600))
                    return .json(
                        #"{"Items":[{"Id":"t","Created":"\#(time)"}],"TotalCount":1}"#,
                        headers: ["Date": ScriptedCentre.httpDate(Date())])
                }
            }
            // A zone that is always five hours behind.
            let address = centre.server.url.absoluteString
            try Data(
                #"{"servers": ["\#(address)"], "timeZone": "Etc/GMT+5", "warehouse": "w.db"}"#.utf8
            ).write(to: folder.appending(path: "c.json"))
            let few = try await Program.run(
                ["collect", "--config", "c.json", "--every", "100ms", "--passes", "12"], in: folder)
            #expect(!few.errors.contains("behind the server's clock"), "\(few.errors)")
            let more = try await Program.run(
                ["collect", "--config", "c.json", "--every", "100ms", "--passes", "14"], in: folder)
            #expect(
                more.errors.contains("always lie 5h behind the server's clock"), "\(more.errors)")
            #expect(more.errors.components(separatedBy: "behind the server's clock").count == 2)
            let doctor = try await Program.run(
                ["doctor", "--config", "c.json", "--write-config", "c.json"], in: folder)
            #expect(doctor.output.contains("always lay 5h behind"), "\(doctor.output)")
            #expect(doctor.output.contains("Set serverTimeZone to Etc/GMT+5"), "\(doctor.output)")
            let read = try Configuration.read(folder.appending(path: "c.json").path)
            #expect(read.serverTimeZone == "Etc/GMT+5")
        }
    }

    private static func localTime(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyy-MM-dd'T'HH:mm:ss.SSS"
        return format.string(from: date)
    }

    @Test(arguments: [("", false), (#","default":1"#, true)])
    func `Paging that no list showed is written only if the server describes its first page`(
        more: String, isWritten: Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.set(
                "swagger/docs/v2.0",
                """
                {"swagger":"2.0","info":{"version":"v2.0"},"paths":{"/v2.0/users":{"get":{"parameters":[
                    {"name":"pageNo","in":"query"\(more)},{"name":"pageSize","in":"query"}]}}}}
                """)
            let outcome = try await Program.run(
                [
                    "doctor", "--server", centre.server.url.absoluteString, "--write-config",
                    "c.json",
                ], in: folder)
            let text = try String(
                contentsOf: folder.appending(path: "c.json"), encoding: .utf8)
            #expect(text.contains("pageNo") == isWritten, "\(text) \(outcome.output)")
            #expect(outcome.output.contains("not the number of the first page") == !isWritten)
        }
    }
}
