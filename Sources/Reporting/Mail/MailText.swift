/// The summary as plain text: lines of at most 72 characters, figures below each other.
struct MailText {
    let summary: MailSummary

    private static let width = 72

    func lines() -> [String] {
        var lines = [summary.kicker, summary.title] + wrapped(summary.about) + [""]
        for sentence in summary.sentences {
            lines += wrapped(sentence.text, mark: sentence.kind == .cause ? "- " : "")
        }
        if !summary.figures.isEmpty {
            lines.append("")
            let label = (summary.figures.map(\.label.count).max() ?? 0) + 2
            let figure = (summary.figures.map(\.figure.count).max() ?? 0) + 2
            for one in summary.figures {
                let line = padded(one.label, label) + padded(one.figure, figure) + (one.note ?? "")
                lines.append(trimmed(line))
            }
            if let compared = summary.compared { lines += wrapped(compared) }
        }
        if !summary.rows.isEmpty {
            lines += ["", summary.tableTitle]
            lines += table()
        }
        if let cut = summary.cut { lines.append(cut) }
        return (lines + [""] + wrapped(summary.closing)).map { plain($0) }
    }

    /// The head may be longer than the figures: it is wrapped by its words.
    private func table() -> [String] {
        let all = [summary.heads] + summary.rows.map(\.cells)
        let numbers = (1..<max(2, summary.heads.count)).map { column in
            all.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        let room = Self.width - numbers.reduce(0) { $0 + $1 + 2 }
        let longest = all.map { $0[0].count }.max() ?? 0
        let first = max(8, min(room, longest))
        return all.map { cells in
            var line = padded(String(cells[0].prefix(first)), first)
            for (cell, width) in zip(cells.dropFirst(), numbers) {
                line += "  " + String(repeating: " ", count: max(0, width - cell.count)) + cell
            }
            return trimmed(line)
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }

    /// Lines break at spaces, but not at no-break spaces, which stand inside `9 min 59 s`.
    private func wrapped(_ text: String, mark: String = "") -> [String] {
        var lines: [String] = []
        var line = mark
        var isEmpty = true
        for word in plain(text, keepsJoins: true).split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > Self.width {
                lines.append(line)
                line = String(repeating: " ", count: mark.count)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return isEmpty ? lines : lines + [line]
    }

    /// Without marks of direction and no-break spaces, which a terminal may show.
    private func plain(_ text: String, keepsJoins: Bool = false) -> String {
        String(
            text.compactMap { character -> Character? in
                switch character {
                case "\u{2068}", "\u{2069}", "\u{AD}": nil
                case "\u{A0}" where keepsJoins: character
                case "\u{A0}", "\n", "\r", "\r\n", "\t": " "
                default: character
                }
            })
    }
}
