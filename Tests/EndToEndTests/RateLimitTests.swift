import Foundation
import Locking
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// Loops of the real program against a server that refuses requests for its rate limit.
@Suite struct RateLimitTests {
    private static let tooMany: Fault = .answer(
        status: 429, body: "{}", headers: ["Retry-After": "2"])

    private func collect(_ centre: SmallCentre, in folder: URL, _ words: String...) async throws
        -> (outcome: Program.Outcome, passes: Int64, listings: Int64)
    {
        let outcome = try await Program.run(
            ["collect", "--server", centre.address, "--warehouse", "w.db"] + words, in: folder)
        let warehouse = try Warehouse.reading(path: folder.appending(path: "w.db").path)
        func number(_ sql: String) throws -> Int64 {
            guard case .integer(let value)? = try warehouse.connection.prepare(sql).scalar() else {
                return 0
            }
            return value
        }
        return (
            outcome, try number("SELECT count(*) FROM pass"),
            try number("SELECT sum(polls) FROM coverage WHERE resource = 2")
        )
    }

    @Test func `One refusal costs the two seconds that it asks for, and no more`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try SmallCentre(services: 20, tasks: 20)
            let count = Locked(0)
            centre.misbehave { _ in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                return number == 10 ? Self.tooMany : nil
            }
            let (outcome, passes, listings) = try await collect(
                centre, in: folder, "--every", "500ms", "--for", "7s")
            #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
            #expect(passes >= 9 && listings == passes * 20, "\(passes) passes, \(listings)")
        }
    }

    @Test func `Of a bucket that fills by ten a second nearly all is used`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try SmallCentre(services: 20, tasks: 20)
            let bucket = Locked((tokens: 15.0, at: ContinuousClock.now, refusals: 0))
            centre.misbehave { _ in
                bucket.withLock { bucket in
                    let now = ContinuousClock.now
                    bucket.tokens = min(15, bucket.tokens + (now - bucket.at) / .milliseconds(100))
                    bucket.at = now
                    guard bucket.tokens < 1 else {
                        bucket.tokens -= 1
                        return nil
                    }
                    bucket.refusals += 1
                    return Self.tooMany
                }
            }
            // A pass needs 21 requests, the first one 24: the bucket allows 30 in each spacing.
            let (outcome, passes, listings) = try await collect(
                centre, in: folder, "--every", "3s", "--for", "21s")
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(passes >= 7 && listings * 10 >= 7 * 20 * 9, "\(passes) passes, \(listings)")
            #expect(bucket.withLock { $0.refusals } <= 16)
        }
    }
}
