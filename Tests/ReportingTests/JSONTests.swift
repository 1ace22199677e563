import CivilTime
import Foundation
import Testing

@testable import Reporting

@Suite struct JSONTests {
    private func report(_ name: String, _ change: (inout SampleSource) -> Void = { _ in }) throws
        -> [String: Any]
    {
        let period = try Period(name, today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        var source = day.source()
        change(&source)
        var json = ReportJSON(
            tables: try TableCache(source: source, period: period, bounds: day.bounds))
        let value = try JSONSerialization.jsonObject(with: Data(json.write()))
        return try #require(value as? [String: Any])
    }

    @Test(
        "Periods of up to two days come in intervals, longer ones in days",
        arguments: [
            ("2026-11-23", 900, 96), ("2026-03-29", 900, 92), ("2026-10-25", 900, 100),
            ("2026-11-23/2026-11-25", 900, 192), ("2026-W47", 86_400, 7),
        ])
    func intervals(name: String, seconds: Int, count: Int) throws {
        let report = try report(name)
        let period = try #require(report["period"] as? [String: Any])
        #expect(period["intervalSeconds"] as? Int == seconds)
        let totals = try #require(report["totals"] as? [String: Any])
        #expect((totals["intervals"] as? [Any])?.count == count)
        #expect(totals["id"] is NSNull && totals["name"] is NSNull)
        let services = try #require(report["services"] as? [[String: Any]])
        #expect(services.compactMap { $0["name"] as? String } == SampleDay.serviceNames.sorted())
        #expect(services.allSatisfy { ($0["intervals"] as? [Any])?.count == count })
        #expect(services.allSatisfy { Set($0.keys) == Set(totals.keys) })
    }

    @Test("What is unseen is null, and told where it was estimated")
    func unseen() throws {
        let plain = try #require(try report("2026-11-23")["totals"] as? [String: Any])
        #expect(plain["unseen"] is NSNull)
        let estimated = try report("2026-11-23") { source in
            guard var table = source.tables["service-figures:period"] else { return }
            table.columns += FigureName.columns([FigureName.unseenAbandoned])
            table.rows = table.rows.map { $0 + (4...6).map { .real(Double($0)) } }
            source.tables["service-figures:period"] = table
        }
        let totals = try #require(estimated["totals"] as? [String: Any])
        let unseen = try #require(totals["unseen"] as? [String: Any])
        #expect(unseen["answered"] is NSNull)
        #expect(unseen["abandoned"] as? [String: Double] == ["estimate": 4, "low": 5, "high": 6])
    }

    @Test("Callbacks are told by service where they are collected")
    func callbacks() throws {
        #expect(try report("2026-11-23")["callbacks"] == nil)
        let collected = try report("2026-11-23") { source in
            let columns = FigureName.columns(FigureName.callbacks)
            source.tables["callbacks"] = Table(
                columns: ["service_id", "service_name"] + columns,
                rows: [
                    [.text("svc-0"), .text("Sales")]
                        + columns.indices.dropLast().map { .integer(Int64($0)) } + [.real(0.25)]
                ])
        }
        let rows = try #require(collected["callbacks"] as? [[String: Any]])
        #expect(rows.count == 1 && rows[0]["name"] as? String == "Sales")
        #expect(rows[0]["promised"] as? Int == 0 && rows[0]["abandonedWithCallback"] as? Int == 8)
        #expect(rows[0]["callbackShare"] as? Double == 0.25)
    }

    @Test("The head of a report is what stands before its services")
    func head() throws {
        let text = #"{"a":{"services":[1,{"x":"\"}"}]},"b":"services","services":[],"c":1}"#
        let head = try #require(JSONHead.cut(Data(text.utf8)))
        #expect(
            String(decoding: head, as: UTF8.self)
                == #"{"a":{"services":[1,{"x":"\"}"}]},"b":"services"}"#)
        #expect(JSONHead.cut(Data("[1, 2".utf8)) == nil)
    }

    @Test("The same gap of several resources is told once")
    func gaps() throws {
        let coverage = try #require(try report("2026-11-23")["coverage"] as? [String: Any])
        #expect((coverage["gaps"] as? [Any])?.count == 1)
    }
}
