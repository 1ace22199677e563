import CivilTime
import Foundation
import Reporting
import Warehouse

extension Claims {
    /// The headlines of pages without calls.
    static let emptiness: [Claim] = [
        Claim(
            "There were no calls<maybe> on this day.", "An diesem Tag gab es keine Anrufe<maybe>."
        ) { said, context in
            var faults = nobodyCalled(said[0], context)
            faults.expect(context.period.days == 1, "it is no day")
            faults.expect(context.elapsed == nil, "the day is not over")
            return faults.list
        },
        Claim(
            "There were no calls<maybe> in this period.",
            "In diesem Zeitraum gab es keine Anrufe<maybe>."
        ) { said, context in
            var faults = nobodyCalled(said[0], context)
            faults.expect(context.elapsed == nil, "the period is not over")
            return faults.list
        },
        Claim("No calls<maybe>.", "Keine Anrufe<maybe>.") { said, context in
            var faults = nobodyCalled(said[0], context)
            faults.expect(context.elapsed != nil, "the period is over")
            return faults.list
        },
        Claim(
            "Closed on this day; there were no calls.",
            "An diesem Tag war geschlossen; es gab keine Anrufe."
        ) { _, context in
            var faults = nobodyCalled("", context)
            faults.expect(context.period.first == ClaimedCentre.closedDay, "it was open")
            return faults.list
        },
        Claim(
            "No data was collected in this period.",
            "Für diesen Zeitraum wurden keine Daten erfasst."
        ) { _, context in
            (context.report.number("coverage.observedFraction") ?? 0) == 0 ? [] : ["some was"]
        },
    ]

    /// - Parameter whose: ` for`, and the names that the report is restricted to.
    private static func nobodyCalled(_ whose: String, _ context: ClaimContext) -> Faults {
        var faults = Faults()
        faults.expect(context.report.offered == 0, "there were calls")
        faults.expect(
            (context.report.number("coverage.observedFraction") ?? 0) > 0, "nobody looked")
        let selection = context.selection
        let names = selection.services + selection.organizationUnits
        for name in names { faults.expect(whose.contains(name), "\(name) is not named") }
        faults.expect(
            whose.isEmpty == (names.isEmpty && selection.channel == nil),
            "“\(whose)” is not what the report is restricted to")
        return faults
    }
}
