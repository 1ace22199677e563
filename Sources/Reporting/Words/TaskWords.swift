/// How a report names its tasks: calls where all of them are calls, else contacts.
///
/// The texts of the program and of definitions are written for calls. The words for contacts take
/// their places, outside names, which stand between marks of direction.
struct TaskWords: Hashable, Sendable {
    let areCalls: Bool
    let language: Language

    /// Words that replace those of a report on calls; longer ones first.
    private static let english = [
        ("on a call", "busy"), ("On a call", "Busy"), ("Calls", "Contacts"), ("calls", "contacts"),
        ("call", "contact"), ("Call", "Contact"),
    ]
    private static let german = [
        ("Zeit im Gespräch", "Zeit mit Kontakten"), ("im Gespräch", "beschäftigt"),
        ("Im Gespräch", "Beschäftigt"), ("Anrufen", "Kontakten"), ("Anrufe", "Kontakte"),
        ("Anrufs", "Kontakts"), ("Anruf", "Kontakt"),
    ]
    /// Phrases in which the word means no task.
    private static let kept = ["after-call", "After-call", "close to call", "target to call"]

    func callAsFunction(_ text: String) -> String {
        guard !areCalls else { return text }
        let isAffected = language == .german ? "Anruf" : "call"
        guard text.contains(isAffected) || text.contains("Call") || text.contains("Gespräch") else {
            return text
        }
        var result = ""
        for (index, part) in text.split(
            separator: "\u{2068}", omittingEmptySubsequences: false
        ).enumerated() {
            guard index > 0 else {
                result += replaced(part)
                continue
            }
            let end = part.firstIndex(of: "\u{2069}") ?? part.startIndex
            result += "\u{2068}" + part[..<end] + replaced(part[end...])
        }
        return result
    }

    /// Whole words only.
    private func replaced(_ text: Substring) -> String {
        let pairs = language == .german ? Self.german : Self.english
        var result = ""
        var rest = text
        scan: while !rest.isEmpty {
            let isStart = result.last.map { !$0.isLetter } ?? true
            if isStart {
                for phrase in Self.kept where rest.hasPrefix(phrase) {
                    result += phrase
                    rest = rest.dropFirst(phrase.count)
                    continue scan
                }
                for (word, other) in pairs
                where rest.hasPrefix(word)
                    && rest.dropFirst(word.count).first.map({ !$0.isLetter }) ?? true
                {
                    result += other
                    rest = rest.dropFirst(word.count)
                    continue scan
                }
            }
            result.append(rest.removeFirst())
        }
        return result
    }
}

/// The channel of tasks: their modality, else their type, as LUCS names it.
enum Channel {
    /// A channel that nothing names counts as calls, which LUCS began with.
    static func isCall(_ name: String?) -> Bool {
        guard let name = name?.lowercased(), !name.isEmpty else { return true }
        return ["audio", "call", "phone", "voice", "pstn"].contains { name.contains($0) }
    }

    /// As people call it: LUCS names chats `InstantMessage`.
    static func title(_ name: String) -> String {
        name.lowercased() == "instantmessage" ? "Chat" : name
    }
}

extension ReportDefinition {
    /// The same definition for a report on these channels: its own texts in these words, without
    /// what is of calls or of one channel alone.
    func fitted(to words: TaskWords, channels: Int) -> ReportDefinition {
        var fitted = self
        fitted.sections = sections.compactMap { section in
            section.fitted(words, isOfProgram: isOfProgram, hasSeveral: channels > 1)
        }
        return fitted
    }
}

extension Section {
    fileprivate func fitted(
        _ words: TaskWords, isOfProgram: Bool, hasSeveral: Bool
    ) -> Section? {
        if isForCalls && !words.areCalls { return nil }
        var section = self
        if hasSeveral { section.columns.removeAll(where: \.isOfOneChannel) }
        section.parts = parts.compactMap {
            $0.fitted(words, isOfProgram: isOfProgram, hasSeveral: hasSeveral)
        }
        guard isOfProgram && !words.areCalls else { return section }
        section.title = words(title)
        section.intro = intro.map { words($0) }
        section.empty = empty.map { words($0) }
        section.columns = section.columns.map { $0.worded(words) }
        section.draw.stack = draw.stack.map { $0.worded(words) }
        section.items = items.map { $0.worded(words) }
        return section
    }
}

extension Section.Item {
    func worded(_ words: TaskWords) -> Section.Item {
        Section.Item(id: id, term: words(term), text: words(text))
    }
}

extension Column {
    fileprivate func worded(_ words: TaskWords) -> Column {
        var column = self
        column.title = words(title)
        column.note = note.map { words($0) }
        column.panel = panel.map { words($0) }
        return column
    }
}
