import Testing

@testable import Reporting

@Suite struct TaskWordsTests {
    @Test(
        "Texts on calls become texts on contacts, whole words only, and names stay",
        arguments: [
            ("At least 900 calls were offered", "At least 900 contacts were offered"),
            ("Calls up 34%", "Contacts up 34%"), ("1 call: 1 answered", "1 contact: 1 answered"),
            ("on a call or in after-call work", "busy or in after-call work"),
            ("too close to the 80% target to call", "too close to the 80% target to call"),
            (
                "\u{2068}Outbound calls\u{2069}: 3 calls",
                "\u{2068}Outbound calls\u{2069}: 3 contacts"
            ),
            ("recalls and callers", "recalls and callers"),
        ])
    func english(text: String, mixed: String) {
        #expect(TaskWords(areCalls: false, language: .english)(text) == mixed)
        #expect(TaskWords(areCalls: true, language: .english)(text) == text)
    }

    @Test(
        "The same in German",
        arguments: [
            ("34 % mehr Anrufe als im Mittel", "34 % mehr Kontakte als im Mittel"),
            ("1 Anruf fehlte zum Ziel", "1 Kontakt fehlte zum Ziel"),
            ("Bei neuen Anrufen war", "Bei neuen Kontakten war"),
            ("Zeit bereit, im Gespräch", "Zeit bereit, beschäftigt"),
            ("Ø Gesprächszeit", "Ø Gesprächszeit"),
        ])
    func german(text: String, mixed: String) {
        #expect(TaskWords(areCalls: false, language: .german)(text) == mixed)
    }

    @Test("Modalities and types of calls are calls, others are not")
    func channels() {
        for name in ["Audio", "AudioCall", "Call", "PSTN", "", nil] {
            #expect(Channel.isCall(name))
        }
        for name in ["InstantMessage", "Chat", "Email"] { #expect(!Channel.isCall(name)) }
    }
}
