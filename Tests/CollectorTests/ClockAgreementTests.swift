import CivilTime
import Testing

@testable import Collector

@Suite("The clock that the responses of a pass agree about")
struct ClockAgreementTests {
    private func seconds(_ leads: [Int]) -> [Duration] { leads.map { .seconds($0) } }

    @Test("One response that agrees with the clock as it was outweighs any number that do not")
    func witness() throws {
        let agreement = try #require(
            ClockAgreement(seconds([-900_000_000, -900_000_000, -900_000_000, 1]), expected: nil))
        #expect(agreement.includes(.seconds(1)))
        #expect(!agreement.includes(.seconds(-900_000_000)))
        let later = try #require(
            ClockAgreement(seconds([86_400, 86_400, 3600]), expected: .seconds(3600)))
        #expect(later.includes(.seconds(3600)))
        #expect(!later.includes(.seconds(86_400)))
    }

    @Test("Without such a one the most of them count, within five minutes")
    func majority() throws {
        let agreement = try #require(
            ClockAgreement(seconds([86_400, 86_401, 86_700, 2_592_000]), expected: nil))
        #expect(agreement.includes(.seconds(86_700)))
        #expect(!agreement.includes(.seconds(2_592_000)))
        let none = ClockAgreement([], expected: nil)
        #expect(none.map { _ in true } == nil)
    }
}
