internal import CivilTime
internal import Foundation

/// `index.html`: all periods found in the output folder, as a calendar and as a table.
struct IndexPage {
    let out: URL
    let language: Language

    struct Entry {
        let name: String
        let period: Period
        let summary: Summary?

        /// As on the period's own page; none where too little of it was observed.
        var verdict: Verdict {
            guard let totals = summary?.totals, let level = totals.serviceLevel,
                (summary?.coverage.collectedFraction ?? 1) >= Coverage.firmFrom
            else { return .none }
            return Verdict(
                level, low: totals.serviceLevelLow, high: totals.serviceLevelHigh,
                target: totals.target, offered: totals.offered)
        }
    }

    /// The part of `report.json` that the index shows.
    struct Summary: Decodable {
        struct Coverage: Decodable {
            let observedFraction: Double?
            let collectedFraction: Double?
        }
        struct Totals: Decodable {
            let offered: Double?
            let answered: Double?
            let abandoned: Double?
            let abandonRate: Double?
            let serviceLevel: Double?
            let asaSeconds: Double?
            let target: Double?
            let serviceLevelLow: Double?
            let serviceLevelHigh: Double?
            let answeredWithinThreshold: Double?
            let shortAbandoned: Double?
        }
        let coverage: Coverage
        let totals: Totals

        /// Whether a page can show the figures: anybody may have written them.
        var isPossible: Bool {
            let counts = [
                totals.offered, totals.answered, totals.abandoned, totals.asaSeconds,
                totals.answeredWithinThreshold, totals.shortAbandoned,
            ]
            let shares = [
                coverage.observedFraction, coverage.collectedFraction, totals.abandonRate,
                totals.serviceLevel, totals.target, totals.serviceLevelLow,
                totals.serviceLevelHigh,
            ]
            return counts.allSatisfy { $0.map { (0...SQLiteTables.largestNumber) ~= $0 } ?? true }
                && shares.allSatisfy { $0.map { (0...1) ~= $0 } ?? true }
        }
    }

    func render() throws -> [UInt8] {
        let entries = try entries()
        let title = language("Contact centre reports", "Berichte des Contact Centers")
        return Document(title: title, language: language).render { page in
            page.element("header", ["class": "page"]) { header in
                header.element("h1", text: title)
                header.element(
                    "p", ["class": "zone"],
                    text: entries.count == 1
                        ? language("1 period.", "1 Zeitraum.")
                        : "\(entries.count) \(language("periods", "Zeiträume")).")
            }
            page.element("main", ["id": "main"]) { main in
                tabs(entries, &main)
                WeekLine(entries: entries, language: language).write(&main)
                IndexCalendar(entries: entries, language: language).write(&main)
                for group in IndexGroup.allCases {
                    let members = entries.filter { IndexGroup($0.period) == group }
                    guard !members.isEmpty else { continue }
                    let title = "\(group.title(language)) (\(members.count))"
                    main.element("section", ["id": group.rawValue]) { section in
                        section.element(
                            "details", ["class": "fold", "open": members.count <= 31 ? "" : nil]
                        ) { fold in
                            fold.element("summary") { $0.element("h2", text: title) }
                            table(members, of: group, &fold)
                        }
                    }
                    Unprinted(language: language).write(title, &main)
                }
            }
        }
    }

    /// Links to the kinds of periods.
    private func tabs(_ entries: [Entry], _ html: inout HTMLWriter) {
        let groups = IndexGroup.allCases.filter { group in
            entries.contains { IndexGroup($0.period) == group }
        }
        guard groups.count > 1 else { return }
        html.element(
            "nav", ["class": "sections", "aria-label": language("Kinds of periods", "Zeiträume")]
        ) { nav in
            for group in groups {
                nav.element("a", ["href": "#\(group.rawValue)"], text: group.title(language))
            }
        }
    }

    /// The service level's place among the figures.
    private static let levelColumn = 4

    private var heads: [String] {
        [
            language("Offered", "Angeboten"), language("Answered", "Angenommen"),
            language("Abandoned", "Abgebrochen"), language("Abandon rate", "Abbruchrate"),
            language("Service level", "Servicelevel"),
            language("Average wait (ASA)", "Ø Wartezeit (ASA)"),
            language("Coverage", "Abdeckung"),
        ]
    }

    private func table(
        _ entries: [Entry], of group: IndexGroup, _ html: inout HTMLWriter
    ) {
        html.element(
            "div",
            [
                "class": "scroll", "role": "region", "tabindex": "0",
                "aria-label": group.title(language),
            ]
        ) { region in
            region.element(
                "table", ["class": entries.count > 8 ? "cards sortable long" : "cards sortable"]
            ) {
                table in
                table.element("caption", text: group.title(language))
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", ["scope": "col"], text: language("Period", "Zeitraum"))
                        for title in heads {
                            row.element("th", ["scope": "col", "class": "n"], text: title)
                        }
                    }
                }
                table.element("tbody") { body in
                    for entry in entries {
                        body.element("tr") { row in self.row(entry, &row) }
                        body.breakLine()
                    }
                }
            }
        }
    }

    private func row(_ entry: Entry, _ row: inout HTMLWriter) {
        row.element("th", ["scope": "row", "data-value": entry.name]) { head in
            head.element("a", ["href": "\(entry.name)/report.html"]) { link in
                link.text(DateWords(language).title(entry.period))
            }
            // A period that is running, or that began before collecting did, is not a whole one.
            if let observed = entry.summary?.coverage.observedFraction,
                observed < Coverage.firmFrom
            {
                let share = Format.percent(observed, decimals: 0, language)
                head.element(
                    "small",
                    text: language(" data for \(share) of it", " Daten für \(share) davon"))
            }
        }
        let totals = entry.summary?.totals
        let figures: [(Format, Double?)] = [
            (.count, totals?.offered), (.count, totals?.answered), (.count, totals?.abandoned),
            (.percent, totals?.abandonRate), (.percent, totals?.serviceLevel),
            (.duration, totals?.asaSeconds),
            (.percent, entry.summary?.coverage.collectedFraction),
        ]
        for (index, ((format, value), title)) in zip(figures, heads).enumerated() {
            let cell = value.map(Cell.real) ?? .null
            let isLevel = index == Self.levelColumn
            let verdict = isLevel ? entry.verdict : .none
            let isMissed = verdict.isMissed
            row.element(
                "td",
                [
                    "class": isMissed ? "n missed" : "n", "data-label": title,
                    "data-value": cell.plainText,
                ]
            ) { html in
                let sign = isMissed ? Verdict.missedSign : verdict.isOpen ? "≈" : nil
                if let sign { html.element("span", ["class": "sign"], text: sign + "\u{A0}") }
                html.text(
                    isLevel && value != nil
                        ? JudgedPercent(value ?? 0, target: totals?.target, language).text
                        : format.text(cell, in: language))
            }
        }
    }

    /// Folders that are named as a period and hold a page.
    private func entries() throws -> [Entry] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: out.path) } catch {
            throw ReportError.cannotWrite(
                out.appendingPathComponent("index.html").path,
                reason: "the folder \(out.path) cannot be listed")
        }
        return names.compactMap { name -> Entry? in
            guard let period = Period(folderName: name) else { return nil }
            let folder = out.appendingPathComponent(name, isDirectory: true)
            let page = folder.appendingPathComponent("report.html").path
            guard FileManager.default.fileExists(atPath: page) else { return nil }
            let head = JSONHead.read(folder.appendingPathComponent("report.json"))
            let summary = head.flatMap { try? JSONDecoder().decode(Summary.self, from: $0) }
            let isPossible = summary?.isPossible == true
            return Entry(name: name, period: period, summary: isPossible ? summary : nil)
        }.sorted {
            ($1.period.first, $0.period.days, $0.name) < ($0.period.first, $1.period.days, $1.name)
        }
    }
}
