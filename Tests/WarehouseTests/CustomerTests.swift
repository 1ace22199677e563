import LucsModel
import SQLite
import Testing

@testable import Warehouse

@Suite struct CustomerTests {
    let key = Array("a long and random text".utf8)

    @Test(arguments: [
        ["+41 44 123 45 67", "tel:+41441234567", "+41-44-123.45.67", "sip:+41441234567"],
        ["sip:Anna@Example.com", "anna@example.com"],
    ])
    func `A customer has one pseudonym, however the server writes the number`(ways: [String]) {
        let masked = Set(ways.map { CustomerIdentifiers.masked(key: key).kept($0) })
        #expect(masked.count == 1)
        let pseudonym = masked.first.flatMap(\.self) ?? ""
        #expect(pseudonym.hasPrefix("m-") && pseudonym.count == 18)
        for way in ways { #expect(!pseudonym.contains(way.suffix(4))) }
    }

    @Test func `Customers are told apart, and so are keys`() {
        let numbers = (0..<20_000).map { "+4144\(1_000_000 + $0)" }
        let masking = CustomerIdentifiers.masked(key: key)
        #expect(Set(numbers.map { masking.kept($0) }).count == numbers.count)
        let other = CustomerIdentifiers.masked(key: Array("another long and random text".utf8))
        #expect(masking.kept("+41441234567") != other.kept("+41441234567"))
    }

    @Test func `Nothing is kept unless asked for, and nothing of nobody`() throws {
        #expect(CustomerIdentifiers.dropped.kept("+41441234567") == nil)
        #expect(CustomerIdentifiers.whole.kept("+41 44 123 45 67") == "+41 44 123 45 67")
        #expect(CustomerIdentifiers.masked(key: key).kept("") == nil)
        #expect(CustomerIdentifiers.masked(key: key).kept(nil) == nil)
    }

    @Test func `Repeat callers are found by their pseudonyms`() throws {
        let f = try Fixture()
        var rules = PassRules()
        rules.customers = .masked(key: key)
        func call(_ number: Int, at seconds: Double, from customer: String) -> LucsTask {
            var task = f.task(number, queued: seconds, connected: seconds + 9, agent: 1)
            task.customerIdentifier = customer
            return task
        }
        let calls = [
            call(1, at: 100, from: "+41441234567"), call(2, at: 200, from: "tel:+41 44 123 45 67"),
            call(3, at: 300, from: "+41449999999"),
        ]
        _ = try f.warehouse.apply(f.pass(360, tasks: calls), rules: rules)
        let rows = try f.rows("repeat-callers")
        #expect(rows.count == 1)
        #expect(rows.first?["tasks"] == 2)
        #expect(rows.first?["customer"] == .text(rules.customers.kept("+41441234567") ?? ""))
        #expect(try f.count("SELECT count(*) FROM task_fact WHERE customer LIKE '%4567%'") == 0)
    }
}
