import CivilTime
import Foundation
import Testing

@testable import lucstats

/// The manual and the documentation of periods are held against what is read.
@Suite struct PeriodFormsTests {
    private let today = CivilDate(dayNumber: 20_781)  // 2026-11-24

    @Test func `Every form in the manual is read, and every word is in it`() throws {
        let forms = PeriodForms.all.flatMap { $0.form.split(separator: ", ").map(String.init) }
        for form in forms { _ = try Period(form, today: today) }
        #expect(Set(Period.words).isSubset(of: forms))
    }

    @Test func `Every form in the documentation is read, and has the folder told there`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/periods.md")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .filter { $0.count == 3 && $0[0].hasPrefix("`") && $0[2].hasPrefix("`") }
        let forms = rows.flatMap { $0[0].split(separator: ", ") }.map { $0.dropFirst().dropLast() }
        #expect(
            Set(forms.map(String.init))
                == Set(
                    PeriodForms.all.flatMap {
                        $0.form.split(separator: ", ").map(String.init)
                    }))
        for row in rows {
            let first = row[0].split(separator: ", ").first.map { $0.dropFirst().dropLast() } ?? ""
            let period = try Period(String(first), today: today)
            #expect("`\(period)`" == row[2])
        }
    }
}
