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

    var decimalMark: Character { self == .german ? "," : "." }
    var groupMark: Character { self == .german ? "." : "," }

    /// Words of the product's own that queries give: states, outcomes, what was looked at.
    func word(_ word: String) -> String {
        switch word {
        case "selectable": self("selectable", "verfügbar")
        case "working": self("working", "im Gespräch")
        case "after_call_work": self("after call work", "Nachbearbeitung")
        case "not_ready": self("not ready", "nicht bereit")
        case "rona": self("missed a task", "Aufgabe verpasst")
        case "off_duty": self("off duty", "nicht im Dienst")
        case "offline": "offline"
        case "unknown": self("unknown", "unbekannt")
        case "answered": self("answered", "angenommen")
        case "abandoned": self("abandoned", "aufgelegt")
        case "open": self("open", "offen")
        case "user states": self("agents' states", "Zustände der Agenten")
        case "tasks": self("tasks", "Aufgaben")
        default: word
        }
    }
}
