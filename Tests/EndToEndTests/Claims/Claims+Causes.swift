import CivilTime
import Foundation
import LucsSimulator
import Reporting
import Warehouse

extension Claims {
    static let causes: [Claim] = [
        Claim("Both services met their target.", "Beide Services erreichten ihr Ziel.") {
            _, context in
            context.outcome(missed: 0, of: 2)
        },
        Claim("All <n> services met their target.", "Alle <n> Services erreichten ihr Ziel.") {
            said, context in
            context.outcome(missed: 0, of: said.number(0)?.value)
        },
        Claim(
            "Both services missed their target. <name> fell furthest short: <p> <text>, <text> short "
                + "of target, longest wait <d>.",
            "Beide Services verfehlten ihr Ziel. <name> lag am weitesten zurück: <p> <text>, <text> "
                + "zum Ziel, längste Wartezeit <d>."
        ) { said, context in
            context.outcome(missed: 2, of: 2) + context.furthest(said, 0)
        },
        Claim(
            "All <n> services missed their target. <name> fell furthest short: <p> <text>, <text> "
                + "short of target, longest wait <d>.",
            "Alle <n> Services verfehlten ihr Ziel. <name> lag am weitesten zurück: <p> <text>, "
                + "<text> zum Ziel, längste Wartezeit <d>."
        ) { said, context in
            let count = said.number(0)?.value
            return context.outcome(missed: count, of: count) + context.furthest(said, 1)
        },
        Claim(
            "<n> of <n> services missed their target. <name> fell furthest short: <p> <text>, <text> "
                + "short of target, longest wait <d>.",
            "<n> von <n> Services verfehlten ihr Ziel. <name> lag am weitesten zurück: <p> <text>, "
                + "<text> zum Ziel, längste Wartezeit <d>."
        ) { said, context in
            context.outcome(missed: said.number(0)?.value, of: said.number(1)?.value)
                + context.furthest(said, 2)
        },
        Claim(
            "Of <n> services, only <name> missed its target: <p> <text>, <text> short of target, "
                + "longest wait <d>.",
            "Von <n> Services verfehlte nur <name> sein Ziel: <p> <text>, <text> zum Ziel, längste "
                + "Wartezeit <d>."
        ) { said, context in
            context.outcome(missed: 1, of: said.number(0)?.value)
                + context.furthest(said, 1, name: said[1])
        },
        Claim(
            "Toughest day: <text> – <p> <text>, <n> calls.",
            "Schwierigster Tag: <text> – <p> <text>, <n> Anrufe."
        ) { said, context in
            var faults = Faults()
            let days = context.report.list("totals.intervals")
            let date = ClaimContext.date(said[0])?.description ?? "?"
            let day = days.first { ($0["start"] as? String)?.hasPrefix(date) == true }
            faults.agree(said.number(1), day?["serviceLevel"] as? Double, "level of \(date)")
            faults.agree(said.number(3), day?["offered"] as? Double, "calls of \(date)")
            let counts = days.compactMap { $0["offered"] as? Double }.filter { $0 > 0 }.sorted()
            let median = counts.isEmpty ? 0 : counts[counts.count / 2]
            let levels = days.filter { ($0["offered"] as? Double ?? 0) >= max(10, median) }
                .compactMap { $0["serviceLevel"] as? Double }
            // A day within its target, or one that is closed, may have a lower level.
            faults.expect(
                levels.count { $0 < (said.number(1)?.value ?? 0) - 0.0006 } <= 1,
                "other days were tougher")
            return faults.list
        },
        Claim(
            "<name>, <text>: only <p> <text>, up to <n> waiting (<t>).<maybe>",
            "<name>, <text>: nur <p> <text>, bis zu <n> Wartende (<t>).<maybe>"
        ) { said, context in try context.miss(said, peak: 4, staff: 6) },
        Claim("<name>, <text>: only <p> <text>.<maybe>", "<name>, <text>: nur <p> <text>.<maybe>") {
            said, context in try context.miss(said, peak: nil, staff: 4)
        },
        Claim(
            "<p> more calls than the average of the last <n> <text> by this time.",
            "<p> mehr Anrufe als im Durchschnitt der letzten <n> <text> bis zu dieser Zeit."
        ) { said, context in
            context.elapsed == nil ? ["the period is over"] : try context.arrivals(said)
        },
        Claim(
            "<p> more calls than the average of the last <n> <text>.",
            "<p> mehr Anrufe als im Durchschnitt der letzten <n> <text>."
        ) { said, context in try context.arrivals(said) },
        Claim(
            "Occupancy was high: agents taking calls were busy for <p> of the time.",
            "Die Auslastung war hoch: Agents, die Anrufe annahmen, waren <p> der Zeit beschäftigt."
        ) { said, context in
            var faults = Faults()
            let agents = context.report.list("agents").map {
                $0["seconds"] as? [String: Any] ?? [:]
            }
            func sum(_ names: String...) -> Double {
                agents.reduce(0) { all, one in
                    all + names.reduce(0) { $0 + (one[$1] as? Double ?? 0) }
                }
            }
            let busy = sum("working", "afterCallWork")
            let occupancy = busy / max(1, busy + sum("selectable"))
            faults.agree(said.number(0), occupancy, "occupancy")
            faults.expect(occupancy >= 0.85, "\(occupancy) is not much")
            return faults.list
        },
        Claim(
            "At least <n> calls were offered to an agent and missed or declined (RONA).",
            "Mindestens <n> zugestellte Anrufe wurden verpasst oder abgelehnt (RONA)."
        ) { said, context in
            var faults = Faults()
            let agents = context.report.list("agents")
            let count = agents.reduce(0) { $0 + ($1["ronaCount"] as? Double ?? 0) }
            faults.agree(said.number(0), count, "missed or declined")
            return faults.list
        },
    ]
}

extension ClaimContext {
    func outcome(missed: Double?, of count: Double?) -> [String] {
        var faults = Faults()
        faults.expect(count == Double(judged.count), "\(judged.count) services have a verdict")
        let all = judged.count { Self.verdict($0) == "missed" }
        faults.expect(missed == Double(all), "\(all) services missed their target")
        if missed == 0 {
            faults.expect(judged.allSatisfy { Self.verdict($0) == "met" }, "not all met it")
        }
        return faults.list
    }

    /// `Claims fell furthest short: 40% within 20 s, 12 calls short of target, longest wait 4 min.`
    ///
    /// - Parameters:
    ///   - first: the place before that of the service level.
    ///   - name: the service; without it, what stands at that place.
    func furthest(_ said: Captures, _ first: Int, name: String? = nil) -> [String] {
        var faults = Faults()
        let name = name ?? said[first]
        guard let row = service(name) else { return ["\(name) is not in the report"] }
        faults.agree(said.number(first + 1), Self.number(row, "service_level"), "service level")
        faults.expect(isTime(said[first + 2], of: row), "\(said[first + 2]) is not its threshold")
        let number = said[first + 3].prefix { $0.isNumber || ", ".contains($0) }
        faults.agree(
            ShownNumber(String(number), language), Self.short(row), "calls short of target")
        faults.agree(said.duration(first + 4), Self.number(row, "longest_wait_seconds"), "longest")
        faults.expect(
            judged.allSatisfy { Self.verdict($0) != "missed" || Self.short($0) <= Self.short(row) },
            "another service was further short")
        return faults.list
    }

    /// `Billing, 09:00–11:00: only 49% within 20 s, up to 8 waiting (09:43). Of 10 agents, …`
    func miss(_ said: Captures, peak: Int?, staff: Int) throws -> [String] {
        var faults = Faults()
        let name = said[0]
        guard let row = service(name) else { return ["\(name) is not in the report"] }
        let words = said[1].components(separatedBy: ", ")
        let times = words[words.count - 1].split(separator: "–").map(String.init)
        let date =
            words.count == 1 ? period.first : Self.date(words.dropLast().joined(separator: ", "))
        guard times.count == 2, let date else { return ["\(said[1]) is no time"] }
        let end = times[1] == "00:00" ? "24:00" : times[1]
        let rows = intervals(of: name, on: date, times[0], end)
        let within = rows.reduce(0) { $0 + (Self.number($1, "answered_within_threshold") ?? 0) }
        let all = rows.reduce(0) { $0 + Self.accountable($1) }
        let goal = rows.reduce(0) { $0 + (Self.number($1, "target") ?? 0) * Self.accountable($1) }
        faults.agree(said.number(2), all > 0 ? within / all : nil, "service level then")
        faults.expect(within < goal, "the target was met then")
        faults.expect(isTime(said[3], of: row), "\(said[3]) is not its threshold")
        let most = rows.compactMap { Self.number($0, "queue_length_max") }.max() ?? 0
        if let peak {
            faults.agree(said.number(peak), most, "most waiting")
            faults.expect(
                (times[0]..."\(end)").contains(said[peak + 1]),
                "\(said[peak + 1]) is at another time")
        } else {
            faults.expect(most == 0, "up to \(most) waited")
        }
        if !said[staff].isEmpty {
            faults.expectAll(try agents(String(said[staff].dropFirst()), of: name))
        }
        return faults.list
    }

    /// `Of 10 agents, 9 were on duty and 6 taking calls; 2 of the other 3 not ready (Training).`
    private func agents(_ sentence: String, of service: String) throws -> [String] {
        let isGerman = language == .german
        let head =
            isGerman
            ? "Von <n> Agents waren <n> im Dienst und <n> nahmen Anrufe an"
            : "Of <n> agents, <n> were on duty and <n> taking calls"
        let forms =
            isGerman
            ? [
                "\(head); <n> der übrigen <n> nicht bereit (<name>).",
                "\(head); <n> nicht bereit (<name>).", "\(head).",
                "Alle <n> Agents waren im Dienst und nahmen Anrufe an.",
            ]
            : [
                "\(head); <n> of the other <n> not ready (<name>).",
                "\(head); <n> not ready (<name>).", "\(head).",
                "All <n> agents were on duty and taking calls.",
            ]
        // Members are as LUCS lists them; where it lists none, those who answered are named so.
        let sentence =
            sentence.replacing(" who answered its calls that day", with: "")
            .replacing(", die an diesem Tag dort Anrufe annahmen, waren", with: " waren")
            .replacing(", die an diesem Tag dort Kontakte annahmen, waren", with: " waren")
            .replacing("im Dienst, und", with: "im Dienst und")
        let said = try forms.lazy.compactMap {
            try Claim($0, $0) { _, _ in [] }.captures(of: sentence, self.language)
        }.first
        guard let said else { return ["no form fits \(sentence)"] }
        var faults = Faults()
        let count = said.parts.count
        let numbers = (0..<3).map { said.number(count == 1 ? 0 : $0)?.value ?? -1 }
        let index = centre.scenario.services.firstIndex { $0.name == service } ?? -1
        let members = centre.scenario.agents.count { $0.skills.contains(index) }
        let isAlone = period.description == "2026-10-30"
        faults.expect(
            numbers[0] == Double(isAlone ? 1 : members) || period.days > 1,
            "\(service) has \(members) agents")
        faults.expect(numbers[0] <= Double(members), "\(service) has \(members) agents")
        faults.expect(numbers[1] <= numbers[0] && numbers[2] <= numbers[1], "the numbers rise")
        if count > 3 {
            let away = said.number(3)?.value ?? -1
            let others = numbers[1] - numbers[2]
            faults.expect(
                count == 5
                    ? away == others : away < others && said.number(4)?.value == others,
                "\(away) cannot be not ready")
            faults.expect(away >= 1, "nobody was not ready")
            let reason = said[count - 1]
            let known = report.list("agents").contains {
                ($0["notReadySecondsByReason"] as? [String: Any])?[reason] != nil
            }
            faults.expect(
                known || !selection.agents.isEmpty, "nobody was not ready for \(reason)")
        }
        return faults.list
    }

    /// `60% more calls than the average of the last 5 Tuesdays.`
    func arrivals(_ said: Captures) throws -> [String] {
        var faults = Faults()
        guard period.days == 1 else { return [] }
        faults.expect(
            Self.weekday(said[2]) == period.first.weekday, "\(said[2]) is another weekday")
        var before: [Double] = []
        var date = period.first.adding(days: -7)
        while date >= ClaimedCentre.first {
            let period = try Period(date.description, today: date)
            let report = try other(period)
            let then = elapsed.map { clock(Double($0.milliseconds) / 1000) }
            let offered = then.map { report.offered(before: $0) } ?? report.offered
            if (report.number("coverage.observedFraction") ?? 0) >= 0.9, offered > 0 {
                before.append(offered)
            }
            date = date.adding(days: -7)
        }
        faults.agree(said.number(1), Double(before.count), "days before")
        let mean = before.reduce(0, +) / Double(max(1, before.count))
        faults.agree(said.number(0), report.offered / mean - 1, "share")
        faults.expect(before.allSatisfy { $0 < report.offered }, "one of them had more")
        return faults.list
    }
}
