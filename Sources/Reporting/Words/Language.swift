/// The language of a report's words, numbers and dates.
public enum Language: String, CaseIterable, Hashable, Sendable {
    case english = "en"
    case german = "de"

    /// The one of two texts that is in this language; both stand together, so that none is
    /// forgotten.
    func callAsFunction(_ english: String, _ german: String) -> String {
        switch self {
        case .english: english
        case .german: german
        }
    }

    /// A text after a colon: in English it begins small.
    func inner(_ text: String) -> String {
        self == .german ? text : text.prefix(1).lowercased() + text.dropFirst()
    }

    var decimalMark: Character { self == .german ? "," : "." }
    /// Right in Switzerland and Germany alike: `4510`, `24 310`.
    var groupMark: Character { self == .german ? "\u{A0}" : "," }
    /// Digits from which thousands are grouped.
    var firstGrouped: Int { self == .german ? 5 : 4 }

    /// Words of the product's own that queries give: states, outcomes, resources.
    func word(_ word: String) -> String {
        switch word {
        case "selectable": self("ready", "bereit")
        case "working": self("on a call", "im Gespräch")
        case "after_call_work": self("after-call work", "Nachbearbeitung")
        case "not_ready": self("not ready", "nicht bereit")
        case "rona": self("missed or declined (RONA)", "verpasst oder abgelehnt (RONA)")
        case "off_duty": self("off duty", "nicht im Dienst")
        case "offline": "offline"
        case "unknown": self("unknown", "unbekannt")
        case "answered": self("answered", "angenommen")
        case "abandoned": self("abandoned", "abgebrochen")
        case "open": self("open", "offen")
        case "user states": self("agent states", "Zustände der Agents")
        case "tasks": self("calls", "Anrufe")
        default: word
        }
    }
}
