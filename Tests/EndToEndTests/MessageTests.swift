import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import Testing

@testable import lucstats

/// What is said how often, and to whom.
@Suite struct MessageTests {
    private let service = EntityID("11111111-0000-0000-0000-000000000001")

    private func pass(missing reason: String?, directory: Bool = false) -> Pass {
        let now = Timestamp(milliseconds: 0)
        return Pass(
            startedAt: now, finishedAt: now, directory: directory ? Directory() : nil,
            // A service that was not asked for is not back.
            tasks: reason == nil
                ? [ServiceTasks(service: service, listing: Listing(rows: [], observedAt: now))]
                : [],
            failures: reason.map {
                [
                    ListingFailure(
                        resource: .tasks(service: service), reason: $0,
                        kind: String($0.prefix(5).filter(\.isLetter))),
                    ListingFailure(
                        resource: .users, reason: $0, kind: String($0.prefix(5).filter(\.isLetter))),
                ]
            } ?? [])
    }

    @Test func `What is missing is said at first, when the reason changes, and once an hour`() {
        var missing = MissingListings()
        let start = ContinuousClock.now
        func said(after seconds: Int, _ reason: String?, directory: Bool = false) -> [String] {
            let notes = missing.note(
                pass(missing: reason, directory: directory), now: start + .seconds(seconds),
                name: { _ in "Claims" })
            #expect(notes.missing == (reason == nil ? 0 : 2))
            return notes.begun.map { "\($0.resource): \($0.reason)" }
                + notes.back.map { "back: \($0)" }
        }
        let tasks = "tasks of Claims (\(service))"
        #expect(said(after: 0, "no") == ["\(tasks): no", "users: no"])
        for seconds in stride(from: 30, to: 3600, by: 30) {
            #expect(said(after: seconds, "no") == [])
        }
        #expect(said(after: 3600, "no") == ["\(tasks): no", "users: no"])
        #expect(said(after: 3630, "never") == ["\(tasks): never", "users: never"])
        // Users are asked for with the directory only.
        #expect(said(after: 3660, nil) == ["back: \(tasks)"])
        #expect(said(after: 3690, nil, directory: true) == ["back: users"])
        #expect(said(after: 3720, nil, directory: true) == [])
        #expect(missing.count == 2 * 122)
    }

    @Test func `A list that is missing every other time is reported twice an hour`() {
        var missing = MissingListings()
        let start = ContinuousClock.now
        var said: [String] = []
        for number in 0..<241 {
            let notes = missing.note(
                pass(missing: number.isMultiple(of: 2) ? "no \(number)" : nil, directory: true),
                now: start + .seconds(30 * number), name: { _ in "Claims" })
            said += notes.begun.map { "\(number) \($0.resource)" }
            said += notes.back.map { "\(number) back: \($0)" }
        }
        let tasks = "tasks of Claims (\(service))"
        #expect(
            said.filter { $0.hasSuffix(tasks) }
                == [0, 1, 120, 121, 240].map {
                    $0 % 2 == 0 ? "\($0) \(tasks)" : "\($0) back: \(tasks)"
                })
        #expect(said.count == 10)
    }

    @Test func `One line names all lists that a rate limit holds back, and others name their own`()
    {
        let limited = ["1", "2", "3"].map {
            (
                resource: "tasks of \($0)", reason: "Not asked for: service-tasks \($0)",
                kind: "not asked for"
            )
        }
        var notes = MissingListings.Notes()
        notes.begun =
            limited + [
                ("user states", "user-states: too many", "rateLimited 429"),
                ("users", "refused", "refused 403"), ("services", "refused", "refused 403"),
            ]
        #expect(
            notes.lines == [
                .init(
                    resource: "tasks of 1, tasks of 2 and 2 more",
                    reason: "Not asked for: service-tasks 1", count: 4),
                .init(resource: "users", reason: "refused"),
                .init(resource: "services", reason: "refused"),
            ])
        notes.begun = limited
        #expect(notes.lines.map(\.resource) == ["tasks of 1, tasks of 2 and tasks of 3"])
    }

    @Test func `A learned limit that grows and shrinks is news if it makes a difference`() {
        var report = BudgetReport()
        let start = ContinuousClock.now
        let limits: [(perSecond: Int?, isDue: Bool)] = [
            (nil, true), (nil, false), (16, true), (17, false), (14, false), (1, true), (2, false),
            (16, true), (nil, true),
        ]
        for (limit, isDue) in limits {
            let plan = RequestPlan(
                services: 20, others: 1, every: .seconds(5), staleness: .seconds(240),
                limits: ClientConfiguration.Limits(perSecond: limit))
            let said = report.isDue(plan, now: start)
            #expect(said == isDue, "\(limit ?? 0)")
        }
        func isDue(_ perMinute: Int, after seconds: Int) -> Bool {
            report.isDue(
                RequestPlan(
                    services: 20, others: 1, every: .seconds(5), staleness: .seconds(240),
                    limits: ClientConfiguration.Limits(perMinute: perMinute)),
                now: start + .seconds(seconds))
        }
        let said = [isDue(6000, after: 0), isDue(6001, after: 3599), isDue(6001, after: 3600)]
        #expect(said == [true, false, true])
    }

    @Test(arguments: [
        // The stream that standard error is, one that it was before it was redirected, none.
        ("JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2)", "<3>"), ("JOURNAL_STREAM=1:1", ""),
        ("unset JOURNAL_STREAM", ""),
    ])
    func `systemd's journal is told how bad a line is, and nobody else`(
        setting: String, prefix: String
    ) async throws {
        let launcher = ["/bin/sh", "-c", "export JOURNAL_STREAM; \(setting); exec \"$@\"", "sh"]
        try await withTemporaryFolder { folder in
            func errors(_ options: [String]) async throws -> String {
                try await Program.run(
                    ["collect", "--every", "often"] + options, in: folder,
                    environment: ["PATH": "/usr/bin:/bin"], launcher: launcher
                ).errors
            }
            let text = try await errors([])
            #expect(text.hasPrefix("\(prefix)lucstats: --every takes"))
            let json = try await errors(["--log-format", "json"])
            #expect(json.hasPrefix("\(prefix){\"time\""))
        }
    }

    @Test func `A ping's address keeps its own parameters`() throws {
        let plain = try Ping("https://hc-ping.com/2f9c")
        #expect(plain.url(of: .start).absoluteString == "https://hc-ping.com/2f9c/start")
        #expect(plain.url(of: .success).absoluteString == "https://hc-ping.com/2f9c")
        #expect(plain.url(of: .failure).absoluteString == "https://hc-ping.com/2f9c/fail")
        let own = try Ping("http://push.example.com/api/x?rid=7")
        #expect(own.url(of: .failure).absoluteString == "http://push.example.com/api/x/fail?rid=7")
        for text in ["hc-ping.com/x", "ftp://x/y", "", "https://"] {
            #expect(throws: Failure.self) { try Ping(text) }
        }
    }

    @Test func `Figures are in Prometheus' text format, with awkward paths escaped`() {
        let text = MetricsFile.text(
            of: PassMetrics(
                warehouse: "a\"b\\c", lastPass: 1_795_500_000.25, exitCode: 69,
                durationSeconds: 0.5, requests: 3, retries: 1, rows: 0, missingListings: 0))
        #expect(text.hasSuffix("\n"))
        #expect(
            text.contains(
                """
                # HELP lucstats_last_pass_timestamp_seconds When the last pass ended, well or not, \
                seconds since 1970.
                # TYPE lucstats_last_pass_timestamp_seconds gauge
                lucstats_last_pass_timestamp_seconds{warehouse="a\\"b\\\\c"} 1795500000.25

                """))
        // What is not known is not there.
        #expect(!text.contains("lucstats_open_tasks"))
        #expect(!text.contains("lucstats_last_success_timestamp_seconds"))
    }
}
