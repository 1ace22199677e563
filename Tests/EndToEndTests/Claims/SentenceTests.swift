import CivilTime
import Foundation
import LucsSimulator
import Reporting
import Testing
import Warehouse

@testable import lucstats

/// Each sentence that a page prints is true of the figures in `report.json`, for each kind of period,
/// filter, emptiness and language.
@Suite(.serialized) struct SentenceTests {
    private func contexts(
        _ name: String, _ filter: Int, in languages: [Language] = Language.allCases
    ) async throws -> [ClaimContext] {
        let centre = try await ClaimedCentre.shared.value
        let period = try Period(name, today: ClaimedCentre.last)
        let selection = centre.selection(filter)
        let bounds = try period.bounds(in: centre.calendar)
        return try centre.reports(period, selection, in: languages).map { report in
            ClaimContext(
                centre: centre, period: period, selection: selection, report: report,
                elapsed: bounds.contains(centre.now) ? centre.now : nil)
        }
    }

    private func check(
        _ sentences: [String], _ claims: [Claim], _ context: ClaimContext, _ where_: String
    ) throws {
        for sentence in sentences {
            let plain = context.plainNouns(sentence)
            let form = try claims.lazy.compactMap { claim in
                try claim.captures(of: plain, context.language).map { (claim, $0) }
            }.first
            guard let (claim, said) = form else {
                Issue.record("\(where_): nothing checks “\(sentence)”")
                continue
            }
            for fault in try claim.check(said, context) {
                Issue.record("\(where_): “\(sentence)”: \(fault)")
            }
        }
    }

    @Test(arguments: ClaimedCentre.cases)
    func `Every sentence is true of the figures of the same filter`(
        period: String, filter: Int
    ) async throws {
        for context in try await contexts(period, filter) {
            let report = context.report
            let language = report.language
            let place = "\(period), \(ClaimedCentre.filters[filter].name), \(language)"
            let soFar = #/^(?:Stand |So far, until )(?:[^:]*, )?([0-9:]{5}): /#
            var headlines = report.texts("report", class: ["headline"])
            headlines = headlines.map { headline in
                let clock = headline.firstMatch(of: soFar).map { String($0.output.1) }
                let until = context.elapsed.map { context.clock(Double($0.milliseconds) / 1000) }
                #expect(clock == until || report.offered == 0, "\(place): \(headline)")
                let rest = headline.replacing(soFar, with: "")
                return rest.prefix(1).uppercased() + rest.dropFirst()
            }
            let tellsServices =
                context.selection.agents.isEmpty || !context.selection.services.isEmpty
            #expect(headlines.count == (tellsServices ? 1 : 0), "\(place)")
            try check(headlines, Claims.headline, context, place)
            for sentence in report.texts("report", class: ["volume"]) {
                for fault in try Claims.volume(sentence, context) {
                    Issue.record("\(place): “\(sentence)”: \(fault)")
                }
            }
            try check(
                report.paragraphs("report", inside: "causes"), Claims.causes + Claims.notes,
                context, place)
            try check(report.texts("report", class: ["warning"]), Claims.notes, context, place)
            try check(report.texts("report", class: ["compared"]), Claims.compared, context, place)
            try check(
                report.texts("report", class: ["month-to-date"]), Claims.monthToDate, context, place
            )
            try check(
                report.paragraphs("quality", inside: "findings"), Claims.notes, context, place)
            figures(context, place)
            names(context, place)
            for fault in CardClaims(context.report).faults {
                Issue.record("\(place), scorecards: \(fault)")
            }
        }
    }

    /// Each figure that names its place in `report.json` is the one there.
    private func figures(_ context: ClaimContext, _ place: String) {
        for (name, page) in context.report.pages {
            let found = page.matches(
                of: /data-figure="([^"]+)"[^>]*>((?:<[^\/][^>]*>|<\/span>)*)([^<]*)/)
            for match in found {
                let path = String(match.output.1).replacing("&amp;", with: "&")
                let shown = WrittenReport.plain(match.output.3).trimmingCharacters(in: .whitespaces)
                let text = shown.replacing(/[✕≈]/, with: "").trimmingCharacters(in: .whitespaces)
                guard !text.isEmpty else { continue }
                let value = context.report.number(path)
                guard text != "–" else {
                    #expect(value == nil, "\(place), \(name): \(path) is shown as –")
                    continue
                }
                let number = ShownNumber(text, context.language) ?? ShownNumber(clock: text)
                #expect(
                    number?.agrees(with: value) == true,
                    "\(place), \(name): \(path) is \(value.map { "\($0)" } ?? "null"), not \(text)")
            }
        }
    }

    /// A restricted report names no service and no agent that it is not about.
    private func names(_ context: ClaimContext, _ place: String) {
        let own = Set(context.report.ownServices.compactMap { $0["service_name"] })
        let tellsTasks =
            context.selection.agents.isEmpty || !context.selection.services.isEmpty
        for service in context.centre.scenario.services
        where tellsTasks && !own.contains(service.name) {
            for (name, page) in context.report.pages {
                #expect(
                    !page.contains(">\(service.name)<")
                        && !page.contains("\u{2068}\(service.name)"),
                    "\(place), \(name): \(service.name) is named")
            }
        }
        guard !context.selection.agents.isEmpty else { return }
        for agent in context.centre.scenario.agents {
            let name = "\(agent.firstName) \(agent.lastName)"
            guard name != context.centre.agent else { continue }
            for (page, text) in context.report.pages {
                #expect(!text.contains(">\(name)<"), "\(place), \(page): \(name) is named")
            }
        }
    }

    @Test func `A page without calls is one card, and says whether anybody looked`() async throws {
        for (period, english) in [
            ("2026-11-01", "There were no calls on this day."),
            ("2026-10-28", "No data was collected in this period."),
            ("2026-10-04", "No data was collected in this period."),
        ] {
            let context = try await contexts(period, 0, in: [.english])[0]
            #expect(context.report.texts("report", class: ["headline"]) == [english], "\(period)")
            let page = context.report.pages["report"] ?? ""
            #expect(page.components(separatedBy: "<section").count == 2, "\(period)")
        }
    }

    /// The forms would notice a slip: each check fails once its figure differs.
    @Test func `A sentence with another figure is noticed`() async throws {
        let context = try await contexts("2026-11-10", 0, in: [.english])[0]
        let headline = context.report.texts("report", class: ["headline"])
        let volume = context.report.texts("report", class: ["volume"])
        let causes = context.report.paragraphs("report", inside: "causes")
        #expect(!causes.isEmpty && !headline.isEmpty)
        func faults(_ sentence: String, _ claims: [Claim]) throws -> [String] {
            let plain = context.plainNouns(sentence)
            for claim in claims {
                if let said = try claim.captures(of: plain, context.language) {
                    return try claim.check(said, context)
                }
            }
            return ["no form"]
        }
        /// The sentence with its n-th number one greater.
        func slip(_ sentence: String, _ number: Int) -> String {
            let all = sentence.matches(of: /[0-9]+/)
            guard number < all.count, let value = Int(all[number].output) else { return sentence }
            return sentence.replacingCharacters(in: all[number].range, with: "\(value + 1)")
        }
        #expect(try !faults(slip(headline[0], 0), Claims.headline).isEmpty)
        #expect(try !Claims.volume(slip(volume[0], 1), context).isEmpty)
        for cause in causes {
            let number = cause.firstMatch(of: /only ([0-9]+)/) == nil ? 0 : 4
            #expect(try faults(cause, Claims.causes).isEmpty, "\(cause)")
            #expect(try !faults(slip(cause, number), Claims.causes).isEmpty, "\(cause)")
        }
    }
}

extension ShownNumber {
    /// `0:08`, `9:59`, `1:02:05`.
    init?(clock text: String) {
        let parts = text.replacing(",", with: "").replacing(" ", with: "")
            .split(separator: ":").map { Double($0) }
        guard parts.count >= 2, !parts.contains(nil) else { return nil }
        self.init(seconds: parts.compactMap(\.self).reduce(0) { $0 * 60 + $1 })
    }

    fileprivate init(seconds: Double) {
        value = seconds
        tolerance = 0.5
    }
}
