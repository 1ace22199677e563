import LucsModel
import Testing

@Suite struct OneLineTests {
    @Test(arguments: [
        ("Medical Hotline", "Medical Hotline"), ("", ""), (" \n\t ", ""),
        ("a\r\nb\nc\u{2028}d\u{85}e", "a b c d e"), ("\u{1B}[2Jx\u{9B}31m", "[2Jx 31m"),
        ("ab\u{202E}cd\u{2066}", "ab cd"), ("Zürich  😀", "Zürich 😀"),
    ])
    func `What others wrote is one line, and moves no cursor`(text: String, line: String) {
        #expect(text.oneLine == line)
    }
}
