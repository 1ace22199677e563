import Foundation
import Testing

@Suite struct MishapTests {
    /// Side by side, since many of them only wait.
    @Test func `Every mishap ends with its line, its exit code, and what it leaves`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = Mishap.all[...]
            for _ in 0..<4 {
                if let next = rest.popFirst() { group.addTask { try await expect(next) } }
            }
            while try await group.next() != nil {
                if let next = rest.popFirst() { group.addTask { try await expect(next) } }
            }
        }
    }

    private func expect(_ mishap: Mishap) async throws {
        try await withTemporaryFolder { folder in
            let stage = try Stage(in: folder)
            let name = "\(mishap.group.rawValue): \(mishap.happens)"
            let start = ContinuousClock.now
            let outcome = try await mishap.play(stage)
            #expect(ContinuousClock.now - start < .seconds(30), "\(name)")
            #expect(outcome.code == mishap.code, "\(name): \(outcome.errors)")
            #expect(!(outcome.errors + outcome.output).contains("kQ7"), "\(name)")
            // A command that failed has no result to print.
            #expect(mishap.code == 0 || outcome.output == "", "\(name): \(outcome.output)")
            var lines = outcome.errors.split(separator: "\n").map(String.init)
            if mishap.code == 1 {
                #expect(lines.popLast()?.hasPrefix("lucstats: Stored what could be had; ") == true)
            }
            if mishap.says.isEmpty {
                #expect(lines.isEmpty, "\(name): \(outcome.errors)")
            } else {
                // The first says it; of each listing that is missing there is one.
                let line = lines.first ?? ""
                #expect(
                    line.hasPrefix("lucstats: ") && line.contains(mishap.says), "\(name): \(line)")
                #expect(lines.count == 1 || mishap.code == 1, "\(name): \(outcome.errors)")
            }
            let isLeft = try await mishap.check(stage)
            #expect(isLeft, "\(name): not so: \(mishap.leaves)")
        }
    }
}

/// The second part of `docs/faults.md`.
enum MishapTable {
    static var text: String {
        var text = ""
        for group in Mishap.Group.allCases {
            text += "\n## \(group.rawValue)\n\n"
            text += "| what happens | command | what the program says | exit | what is left |\n"
            text += "|---|---|---|---|---|\n"
            for mishap in Mishap.all where mishap.group == group {
                let says = mishap.says.isEmpty ? "nothing" : "…\(mishap.says)…"
                text += "| \(mishap.happens) | `\(mishap.command)` | \(says) "
                text += "| \(mishap.code) | \(mishap.leaves) |\n"
            }
        }
        return text
    }
}
