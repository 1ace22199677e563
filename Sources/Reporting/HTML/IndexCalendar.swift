internal import CivilTime

/// The index's calendar: a month each, its days and weeks with their service level and how many
/// tasks came.
struct IndexCalendar {
    let entries: [IndexPage.Entry]
    let language: Language

    func write(_ html: inout HTMLWriter) {
        let byName = Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
        let months = Set(entries.map { Self.month(of: $0.period.first) }).sorted(by: >)
        guard !months.isEmpty else { return }
        grid(Array(months.prefix(Self.maximumMonths)), byName, &html)
        html.element(
            "p", ["class": "intro"],
            text: language(
                "Service level of each day and week. Days: the stronger the orange, the further below "
                    + "target. Two colours: too close to call. Hollow: fewer than 10 offered.",
                "Servicelevel je Tag und Woche. Tage: Je kräftiger das Orange, desto weiter unter dem "
                    + "Ziel. Zweifarbig: nicht entscheidbar. Nur umrandet: weniger als 10 angeboten."
            ))
        let older = months.dropFirst(Self.maximumMonths)
        for year in Set(older.map(\.year)).sorted(by: >) {
            html.element("details", ["class": "fold"]) { fold in
                fold.element("summary") { $0.element("h2", text: "\(year)") }
                grid(older.filter { $0.year == year }, byName, &fold)
            }
            Unprinted(language: language).write("\(year)", &html)
        }
    }

    /// Months beyond these are folded by year.
    private static let maximumMonths = 12

    private func grid(
        _ months: [CivilDate], _ byName: [String: IndexPage.Entry], _ html: inout HTMLWriter
    ) {
        html.element("div", ["class": "months"]) { grid in
            for month in months {
                grid.element("section", ["class": "month"]) { section in
                    self.month(month, byName, &section)
                }
                grid.breakLine()
            }
        }
    }

    /// The first day of the date's month.
    private static func month(of date: CivilDate) -> CivilDate { date.adding(days: 1 - date.day) }

    private func month(
        _ first: CivilDate, _ byName: [String: IndexPage.Entry], _ html: inout HTMLWriter
    ) {
        let words = DateWords(language)
        let title = "\(words.month(first.month)) \(first.year)"
        let name = String(first.description.prefix(7))
        html.element("h2") { heading in
            if byName[name] == nil {
                heading.text(title)
            } else {
                heading.element("a", ["href": "\(name)/report.html"], text: title)
            }
        }
        html.element("table", ["class": "calendar"]) { table in
            table.element("caption", text: title)
            table.element("thead") { head in
                head.element("tr") { row in
                    row.element("th", ["scope": "col"], text: language("Week", "KW"))
                    for day in 1...7 {
                        row.element("th", ["scope": "col"], text: words.shortWeekday(day) ?? "")
                    }
                }
            }
            table.element("tbody") { body in
                var monday = first.adding(days: 1 - first.weekday)
                repeat {
                    body.element("tr") { row in week(monday, of: first, byName, &row) }
                    monday = monday.adding(days: 7)
                } while monday.month == first.month && monday.year == first.year
            }
        }
    }

    private func week(
        _ monday: CivilDate, of month: CivilDate, _ byName: [String: IndexPage.Entry],
        _ row: inout HTMLWriter
    ) {
        let week = Period(first: monday, end: monday.adding(days: 7))
        row.element("th", ["scope": "row"]) { cell in
            self.cell(byName[week?.description ?? ""], "\(monday.isoWeek.week)", &cell)
        }
        for offset in 0..<7 {
            let date = monday.adding(days: offset)
            guard date.month == month.month else {
                row.element("td") { _ in }
                continue
            }
            let entry = byName[date.description]
            let totals = entry?.summary?.totals
            let style =
                entry.map { entry in
                    totals?.serviceLevel.map { Self.style($0, totals?.target, entry.verdict) }
                        ?? "seen"
                }
            row.element("td", ["class": style]) { cell in self.cell(entry, "\(date.day)", &cell) }
        }
    }

    private func percent(_ entry: IndexPage.Entry) -> String {
        guard let totals = entry.summary?.totals, let level = totals.serviceLevel else {
            return Format.undefined
        }
        return JudgedPercent(level, target: totals.target, decimals: 0, language).text
    }

    /// Against the target; shades of one colour where there is none.
    private static func style(_ level: Double, _ target: Double?, _ verdict: Verdict) -> String {
        guard target != nil else { return "h\(max(0, min(4, Int(level * 10) - 5)))" }
        return verdict.shade(level) ?? "seen"
    }

    private func cell(_ entry: IndexPage.Entry?, _ number: String, _ html: inout HTMLWriter) {
        guard let entry else {
            html.element("span", ["class": "no"], text: number)
            return
        }
        html.element("a", ["href": "\(entry.name)/report.html"]) { link in
            link.element("span", ["class": "no"], text: number)
            if entry.summary != nil {
                link.text(" ")
                link.element("b", text: percent(entry))
            }
        }
    }
}
