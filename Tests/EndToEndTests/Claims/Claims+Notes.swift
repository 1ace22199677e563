import CivilTime
import Foundation
import Reporting

extension Claims {
    /// Notes and warnings, on the first page and on the one about the data's quality.
    static let notes: [Claim] = [
        Claim(
            "No data for <d> of this <text> (longest gap <text>). Figures cover the rest.",
            "Für <d> <text> fehlen Daten (längste Lücke <text>). Die Zahlen gelten für die übrige "
                + "Zeit."
        ) { said, context in
            var faults = Faults()
            faults.expectAll(context.missing(said.duration(0)))
            let isDay = ["day", "dieses Tages"].contains(said[1])
            faults.expect(isDay == (context.period.days == 1), "\(said[1]) is not the period")
            let longest = context.gaps.max { $0.to - $0.from < $1.to - $1.from }
            let times = said[2].split(separator: "–").map { String($0.suffix(5)) }
            faults.expect(
                longest.map { [context.clock($0.from), context.clock($0.to)] } == times,
                "\(said[2]) is not the longest gap")
            return faults.list
        },
        Claim(
            "No data for <d> of this <text>. Figures cover the rest.",
            "Für <d> <text> fehlen Daten. Die Zahlen gelten für die übrige Zeit."
        ) { said, context in
            var faults = Faults()
            faults.expectAll(context.missing(said.duration(0)))
            faults.expect(context.gaps.isEmpty, "the longest gap is not named")
            return faults.list
        },
        Claim(
            "Data for <n> of <n> days: collection began on <text>.",
            "Daten für <n> von <n> Tagen: Die Erfassung begann am <text>."
        ) { said, context in
            var faults = Faults()
            let (all, late, missed) = context.days
            faults.expectAll(context.begun(on: said[2]))
            faults.expect(missed == 0, "\(missed) days were lost")
            faults.expect(said.number(1)?.value == Double(all), "days so far")
            faults.expect(said.number(0)?.value == Double(all - late), "days with data")
            return faults.list
        },
        Claim(
            "Collection began on <text>; there is data for <n> of the <n> days since.",
            "Die Erfassung begann am <text>; von den <n> Tagen seither gibt es Daten für <n>."
        ) { said, context in
            var faults = Faults()
            let (all, late, missed) = context.days
            let isGerman = context.language == .german
            faults.expectAll(context.begun(on: said[0]))
            faults.expect(missed > 0, "no day was lost")
            faults.expect(
                said.number(isGerman ? 2 : 1)?.value == Double(all - late - missed),
                "days with data")
            faults.expect(said.number(isGerman ? 1 : 2)?.value == Double(all - late), "days since")
            return faults.list
        },
        Claim(
            "Around the end of a call, its service was polled every <d> (<p> of calls: <d> to <d>). "
                + "Calls that begin and end between two polls are missed.",
            "Am Ende eines Anrufs wurde sein Service alle <d> abgefragt (<p> der Anrufe: <d> bis "
                + "<d>). Anrufe, die zwischen zwei Abfragen beginnen und enden, fehlen."
        ) { said, context in
            var faults = Faults()
            for (part, name) in [(0, "median"), (2, "low"), (3, "high")] {
                faults.agree(
                    said.duration(part), context.report.number("totals.pollSeconds.\(name)"), name)
            }
            return faults.list
        },
        Claim(
            "Around the end of a call, its service was polled every <d>. Calls that begin and end "
                + "between two polls are missed.",
            "Am Ende eines Anrufs wurde sein Service alle <d> abgefragt. Anrufe, die zwischen zwei "
                + "Abfragen beginnen und enden, fehlen."
        ) { said, context in
            var faults = Faults()
            for name in ["median", "low", "high"] {
                faults.agree(
                    said.duration(0), context.report.number("totals.pollSeconds.\(name)"), name)
            }
            return faults.list
        },
        Claim("Data collection began at <t>.", "Die Erfassung begann um <t>.") { said, _ in
            ["no day of this centre begins late (\(said[0]))"]
        },
        Claim("<n> calls came outside opening hours.", "<n> Anrufe bei geschlossener Hotline.") {
            said, context in
            var faults = Faults()
            faults.agree(
                said.number(0), context.report.number("totals.offeredWhenClosed"), "closed")
            return faults.list
        },
        Claim("1 call came outside opening hours.", "1 Anruf bei geschlossener Hotline.") {
            _, context in
            context.report.number("totals.offeredWhenClosed") == 1 ? [] : ["it was not one"]
        },
        Claim(
            "Rules changed in this period: <text>. Each day counts by the rule of that day.",
            "Regeln änderten sich in diesem Zeitraum: <text>. Jeder Tag zählt nach der Regel dieses "
                + "Tages."
        ) { said, context in
            var faults = Faults()
            let change = CivilDate("2026-11-05") ?? context.period.first
            faults.expect(
                context.period.first < change && change < context.period.end,
                "no rule changed in it")
            let isTold =
                context.language == .german
                ? "Ziel ab 5. November 2026 (\u{2068}Claims\u{2069})"
                : "target from 5 November 2026 (\u{2068}Claims\u{2069})"
            faults.expect(said[0] == isTold, said[0])
            faults.expect(context.service("Claims") != nil, "Claims is not in the report")
            return faults.list
        },
        Claim("<n> gap of <d> from <text>.", "<n> Datenlücke von <d> ab <text>.") { said, context in
            context.gaps(count: said.number(0)?.value, longest: said.duration(1), from: said[2])
        },
        Claim(
            "<n> gaps; the longest took <d> from <text>.",
            "<n> Datenlücken, die längste dauerte <d> (ab <text>)."
        ) { said, context in
            context.gaps(count: said.number(0)?.value, longest: said.duration(1), from: said[2])
        },
        Claim(
            "<n> polls, mostly every <d>, 95% at most <d> apart.",
            "<n> Abfragen, meist alle <d>, 95 % im Abstand von höchstens <d>."
        ) { said, context in
            var faults = Faults()
            faults.agree(said.number(0), context.report.number("coverage.polls"), "polls")
            faults.agree(
                said.duration(1), context.report.number("coverage.pollSecondsMedian"), "median")
            return faults.list
        },
        Claim(
            "<n> of the <n> abandoned calls are unconfirmed: they were waiting at the last poll and "
                + "may have been answered afterwards.",
            "<n> der <n> Abbrüche sind unbestätigt: Diese Anrufe warteten bei der letzten Abfrage "
                + "noch und können danach angenommen worden sein."
        ) { said, context in
            var faults = Faults()
            faults.agree(said.number(0), context.report.number("totals.unconfirmed"), "unconfirmed")
            faults.agree(said.number(1), context.report.number("totals.abandoned"), "abandoned")
            return faults.list
        },
        Claim(
            "All <n> abandoned calls are unconfirmed: they were waiting at the last poll and may have "
                + "been answered afterwards.",
            "Alle <n> Abbrüche sind unbestätigt: Diese Anrufe warteten bei der letzten Abfrage noch "
                + "und können danach angenommen worden sein."
        ) { said, context in
            var faults = Faults()
            faults.agree(said.number(0), context.report.number("totals.unconfirmed"), "unconfirmed")
            faults.agree(said.number(0), context.report.number("totals.abandoned"), "abandoned")
            return faults.list
        },
        Claim(
            "Between two polls, about <n> more calls were probably abandoned after 5 seconds or more "
                + "(<n>–<n>).",
            "Zwischen zwei Abfragen wurden vermutlich rund <n> weitere Anrufe nach mindestens 5 "
                + "Sekunden abgebrochen (<n>–<n>)."
        ) { said, context in
            var faults = Faults()
            let path = "totals.unseen.abandoned"
            faults.agree(said.number(0), context.report.number("\(path).estimate"), "estimate")
            faults.agree(said.number(1), context.report.number("\(path).low"), "low")
            faults.agree(said.number(2), context.report.number("\(path).high"), "high")
            faults.expect(
                (context.report.number("\(path).low") ?? 0) > 0, "the interval contains 0")
            return faults.list
        },
    ]

    /// `▲ ▼ compared with Tuesday, 3 November 2026.`
    static let compared: [Claim] = [
        Claim(
            "▲ ▼ compared with <text>, up to the same time.",
            "▲ ▼ Vergleich mit <text>, bis zur selben Uhrzeit."
        ) { said, context in
            context.elapsed == nil ? ["the period is over"] : context.compared(with: said[0])
        },
        Claim("▲ ▼ compared with <text>.", "▲ ▼ Vergleich mit <text>.") { said, context in
            context.elapsed == nil ? context.compared(with: said[0]) : ["the period is running"]
        },
    ]

    /// `1–10 November: service level 78.8% – 1.2 points below the 80% target (4,510 calls).`
    static let monthToDate: [Claim] = [
        Claim(
            "<text>: service level <p> – <n> points below the <p> target (<n> calls).",
            "<text>: Servicelevel <p> – <n> Prozentpunkte unter dem Ziel von <p> (<n> "
                + "Anrufe)."
        ) { said, context in
            try context.monthToDate(
                said[0], said.number(1), target: said.number(3), said.number(4), false)
        },
        Claim(
            "<text>: service level <p> – target of <p> met (<n> calls).",
            "<text>: Servicelevel <p> – Ziel von <p> erreicht (<n> Anrufe)."
        ) { said, context in
            try context.monthToDate(
                said[0], said.number(1), target: said.number(2), said.number(3), true)
        },
        Claim(
            "<text>: service level about <p> – too close to the <p> target to call (<n> "
                + "calls).",
            "<text>: Servicelevel rund <p> – ob das Ziel von <p> erreicht wurde, lassen die "
                + "Daten offen (<n> Anrufe)."
        ) { said, context in
            try context.monthToDate(
                said[0], said.number(1), target: said.number(2), said.number(3), nil)
        },
    ]
}

extension ClaimContext {
    /// Days of the period so far, those before collecting began, and those that a gap covers.
    var days: (all: Int, late: Int, missed: Int) {
        let missed = (period.first.dayNumber..<period.end.dayNumber).count {
            let day = CivilDate(dayNumber: $0)
            let start = Double(centre.calendar.start(of: day).milliseconds) / 1000
            let end = Double(centre.calendar.end(of: day).milliseconds) / 1000
            return gaps.contains { $0.from <= start && $0.to >= end }
        }
        let last = centre.calendar.date(at: end - .milliseconds(1))
        return (
            last.dayNumber - period.first.dayNumber + 1,
            ClaimedCentre.first.dayNumber - period.first.dayNumber, missed
        )
    }

    func begun(on date: String) -> [String] {
        var faults = Faults()
        faults.expect(Self.date(date) == ClaimedCentre.first, "it did not begin on \(date)")
        faults.expect(ClaimedCentre.first > period.first, "it began before the period")
        return faults.list
    }

    func compared(with span: String) -> [String] {
        var faults = Faults()
        faults.expect(report.value("previous.totals") != nil, "nothing is compared")
        let start = report.value("previous.start") as? String ?? ""
        let end = report.value("previous.end") as? String ?? ""
        guard period.isWholeDates, let after = CivilDate(end.prefix(10)) else { return faults.list }
        let last = end.dropFirst(10).hasPrefix("T00:00") ? after.adding(days: -1) : after
        if period.days == 1 {
            faults.expect(
                Self.date(span).map { start.hasPrefix($0.description) } == true,
                "\(span) is not \(start)")
        } else {
            faults.expect(
                span.split { !$0.isNumber }.contains("\(last.day)"),
                "\(span) does not end on \(last)")
        }
        return faults.list
    }

    func missing(_ shown: ShownNumber?) -> [String] {
        var faults = Faults()
        let late = max(
            0, centre.firstPassSeconds * 1000 - Double(report.bounds.lowerBound.milliseconds))
        // The fraction is of what was not closed of the period so far, from the first poll on.
        let isClosedIn =
            period.first <= ClaimedCentre.closedDay && ClaimedCentre.closedDay < period.end
        let whole =
            Double(end.milliseconds - report.bounds.lowerBound.milliseconds) / 1000
            - (isClosedIn && period.days > 1 ? 86_400 : 0)
        let length = whole - late / 1000
        let observed = (report.number("coverage.collectedFraction") ?? 0) * length
        faults.agree(shown, length - observed, factor: 4, "time without data")
        faults.expect(observed < 0.98 * length, "\(observed / length) are observed")
        return faults.list
    }

    func gaps(count: Double?, longest shown: ShownNumber?, from: String) -> [String] {
        var faults = Faults()
        faults.expect(count == Double(gaps.count), "there are \(gaps.count)")
        let longest = gaps.max { $0.to - $0.from < $1.to - $1.from }
        faults.agree(shown, longest.map { $0.to - $0.from }, "length of the longest")
        faults.expect(longest.map { from.hasSuffix(clock($0.from)) } == true, "\(from) is no start")
        return faults.list
    }

    /// - Parameter isMet: `nil`: too close to call.
    func monthToDate(
        _ name: String, _ level: ShownNumber?, target: ShownNumber?, _ count: ShownNumber?,
        _ isMet: Bool?
    ) throws -> [String] {
        var faults = Faults()
        let month = period.last.adding(days: 1 - period.last.day)
        let saysWhen = name.contains(" (data from ") || name.contains(" (Daten ab ")
        faults.expect(
            saysWhen == (ClaimedCentre.first > month), "\(name): began on \(ClaimedCentre.first)")
        let span = month == period.last ? "\(month)" : "\(month)/\(period.end)"
        let other = try other(Period(span, today: month))
        faults.agree(count, other.offered, "calls of \(span)")
        faults.agree(
            level, other.number("totals.serviceLevel"), factor: isMet == nil ? 10 : 1,
            "level of \(span)")
        faults.agree(target, Self.number(other.total, "target"), "target of \(span)")
        let verdict = Self.verdict(other.total)
        let expected = isMet.map { $0 ? "met" : "missed" } ?? "open"
        faults.expect(verdict == expected, "\(span) is \(verdict)")
        return faults.list
    }
}
