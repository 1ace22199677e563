import CivilTime
import Foundation
import Locking
import LucsSimulator
import Testing

extension Mishap {
    private static let anHour: Fault = .answer(
        status: 429, body: "{}", headers: ["Retry-After": "3600"])

    /// What a run with a limit leaves, changed.
    private static func leaveBudget(
        _ stage: Stage, _ change: (String) -> String
    ) async throws {
        try stage.file("c.json", #"{"limits": {"perHour": 1000}}"#)
        _ = try await stage.run("collect", "--config", "c.json")
        let (before, changed) = (stage.text("w.db.budget"), change(stage.text("w.db.budget")))
        #expect(before != changed)
        try stage.file("w.db.budget", changed)
        try await Task.sleep(for: .milliseconds(200))
    }

    static let limits: [Mishap] = [
        Mishap(
            .limits, "the runs before have spent what `limits` allows in an hour",
            says: "the rate limit allows no further request in time. Try again later, at 20",
            code: 75, leaves: "what came before; nothing was asked"
        ) { stage in
            try stage.file("c.json", #"{"limits": {"perHour": 20}}"#)
            for _ in 0..<8 {
                let outcome = try await stage.run("collect", "--config", "c.json")
                if outcome.code == 75 { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            let spent = stage.centre.requestCount
            let outcome = try await stage.run("collect", "--config", "c.json")
            #expect(stage.centre.requestCount == spent)
            return outcome
        } check: {
            (try $0.passes() ?? 0) >= 2 && $0.centre.requestCount <= 20
        },
        Mishap(
            .limits, "the run before was told 429, come back in an hour",
            says: "the server's rate limit for this key is reached. Try again later, at 20",
            code: 75, leaves: "what came before; nothing was asked"
        ) { stage in
            _ = try await stage.run("collect")
            let before = stage.centre.requestCount
            stage.centre.misbehave { _ in anHour }
            _ = try await stage.run("collect")
            stage.centre.misbehave { _ in nil }
            let outcome = try await stage.run("collect")
            #expect(stage.centre.requestCount == before + 1)
            return outcome
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .limits, "429, come back in three days",
            says: "which is more than an hour away; one request tries it then", code: 75,
            leaves: "the pause of an hour, for the runs to come"
        ) { stage in
            stage.centre.misbehave { _ in
                .answer(status: 429, body: "{}", headers: ["Retry-After": "259200"])
            }
            return try await stage.run("collect")
        } check: { stage in
            let end = stage.text("w.db.budget").split(separator: #""pausedUntil":""#).last?.prefix(
                24)
            let left = end.flatMap { Timestamp(lucs: String($0)) }.map {
                Double($0.milliseconds) / 1000 - Date().timeIntervalSince1970
            }
            return left.map { (3500...3600).contains($0) } ?? false
        },
        Mishap(
            .limits, "503, come back in an hour, and then the next run",
            says: "the server asked to be left alone for a while. Try again later, at 20", code: 75,
            leaves: "nothing; it was asked once"
        ) { stage in
            stage.centre.misbehave { _ in
                .answer(status: 503, body: "{}", headers: ["Retry-After": "3600"])
            }
            _ = try await stage.run("collect")
            return try await stage.run("collect")
        } check: {
            try $0.passes() == 0 && $0.centre.requestCount == 1
        },
        Mishap(
            .limits, "what an earlier run left of it is damaged", says: "", code: 0,
            leaves: "everything"
        ) { stage in
            try await leaveBudget(stage) {
                $0.replacing(
                    #""accepted":["#,
                    with:
                        #""perMinute":{"maximum":-5,"growsAt":"x"},"overrun":{"firstAt":7},"#
                        + #""accepted":[[9223372036854775807,1],"#
                        + "[1764000000,9223372036854775807],[],7,")
            }
            return try await stage.run("collect", "--config", "c.json")
        } check: {
            try $0.passes() == 2
        },
        Mishap(
            .limits, "an earlier run's clock was years ahead when it was told to wait", says: "",
            code: 0, leaves: "everything"
        ) { stage in
            try await leaveBudget(stage) {
                $0.replacing(
                    #/"writtenAt":"[^"]*"/#,
                    with: #""writtenAt":"2090-01-01T00:00:00Z","#
                        + #""pausedUntil":"2090-01-02T00:00:00Z""#)
            }
            return try await stage.run("collect", "--config", "c.json")
        } check: {
            try $0.passes() == 2
        },
        Mishap(
            .limits, "the run before was told 429, come back in an hour, with another key",
            says: "", code: 0, leaves: "everything"
        ) { stage in
            try await leaveBudget(stage) {
                $0.replacing(
                    #/"owner":"[^"]*"/#,
                    with: #""owner":"0000000000000000","pausedUntil":"2090-01-02T00:00:00Z""#)
            }
            return try await stage.run("collect", "--config", "c.json")
        } check: {
            try $0.passes() == 2
        },
        Mishap(
            .limits, "503 of one service's tasks alone, come back in an hour",
            says: "missing tasks of", code: 1, leaves: "the rest, in this run and the next"
        ) { stage in
            let counts = Locked(0)
            stage.centre.misbehave { request in
                guard request.path.hasSuffix("/tasks"),
                    counts.withLock({
                        $0 += 1; return $0
                    }) == 1
                else { return nil }
                return .answer(status: 503, body: "{}", headers: ["Retry-After": "3600"])
            }
            _ = try await stage.run("collect")
            try await Task.sleep(for: .milliseconds(200))
            return try await stage.run("collect")
        } check: {
            try $0.passes() == 2
                && $0.value("SELECT count(*) FROM coverage WHERE resource = 2") == 1
        },
        Mishap(
            .limits, "429 with `Retry-After: 0`, always", says: "the server's rate limit", code: 75,
            leaves: "nothing; it was asked with growing pauses, and given up"
        ) { stage in
            stage.centre.misbehave { _ in
                .answer(status: 429, body: "{}", headers: ["Retry-After": "0"])
            }
            return try await stage.run("collect")
        } check: {
            try $0.passes() == 0 && $0.centre.requestCount <= 6
        },
    ]
}
