import Foundation
import Queries
import Testing

/// What stands in SQL, and how often.
@Suite struct FormulaTests {
    private static let schema: String = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Warehouse/Schema")
        return [
            "schema", "rollups", "building-blocks", "open-views", "open-agent-views", "part-views",
            "views",
        ].compactMap {
            try? String(contentsOf: folder.appending(path: "\($0).sql"), encoding: .utf8)
        }.joined()
    }()

    /// A text without its comments.
    private func code(_ sql: String) -> String {
        sql.split(separator: "\n").map { line in
            line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line
        }.joined(separator: "\n")
    }

    @Test func `What the service level is a share of is defined once`() throws {
        #expect(Self.schema.count > 50_000)
        let formula = /answered \+ (\w+\.)?abandoned - (\w+\.)?short_abandoned/
        #expect(code(Self.schema).matches(of: formula).count == 1)
        for (name, sql) in Queries.all {
            #expect(code(sql).matches(of: formula).isEmpty, "\(name)")
        }
    }

    @Test func `A level divides what is answered in time by what is accountable, and nothing else`()
    {
        let division = /answered_within\)? \* 1(\.0|e0)\s*\/ nullif\(([^,]*),/
        var found = 0
        for (name, sql) in Queries.all.merging(
            ["schema": Self.schema], uniquingKeysWith: { a, _ in a })
        {
            for match in code(sql).matches(of: division) {
                found += 1
                let below = String(match.output.2)
                // Bounds are of what may be accountable.
                #expect(
                    below.contains("accountable") || below.contains("counted_most")
                        || below.hasSuffix("answered"),
                    "\(name): \(below)")
            }
        }
        #expect(found > 10)
    }

    @Test func `Each percentile is at nearest rank, by one formula where values are ranked`() {
        let formula = #/percent \* (\w+\.)?\w+ \+ 99\) / 100/#
        #expect(code(Self.schema).matches(of: formula).count == 1)
        for (name, sql) in Queries.all {
            let count = code(sql).matches(of: formula).count
            #expect(
                count == (["coverage", "polling", "service-figures"].contains(name) ? 1 : 0),
                "\(name)")
            #expect(code(sql).matches(of: #/\b(50|90|95) \* /#).isEmpty, "\(name)")
        }
        #expect(code(Self.schema).matches(of: #/\b(50|90|95) \* /#).isEmpty)
    }

    /// What the page shows of agents comes from one query; the page's other queries repeat no formula.
    @Test func `Utilization is divided once for the page, and once in each query of agents' time`()
    {
        let formula = #/after_call_work\w*\)? \* 1(\.0|e0)\s*/ nullif\([^;]*?AS utilization/#
        let queries = Queries.all.filter { !code($0.value).matches(of: formula).isEmpty }
        #expect(queries.keys.allSatisfy { !$0.hasPrefix("page-") }, "\(queries.keys.sorted())")
        #expect(queries["agent-figures"] != nil)
        for (name, sql) in queries {
            #expect(code(sql).matches(of: #/AS utilization\b/#).count == 1, "\(name)")
            #expect(code(sql).matches(of: #/AS occupancy\b/#).count <= 1, "\(name)")
        }
    }

    @Test func `No query takes columns by position`() {
        for (name, sql) in Queries.all {
            #expect(!code(sql).contains("SELECT *"), "\(name)")
            #expect(code(sql).matches(of: /\w+\.\*/).isEmpty, "\(name)")
        }
        #expect(!code(Self.schema).contains("SELECT *"))
        #expect(code(Self.schema).matches(of: /\w+\.\*/).isEmpty)
    }
}
