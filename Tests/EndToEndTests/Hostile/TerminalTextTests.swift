import Testing

@testable import lucstats

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain\ttext\n", "plain\ttext\n"), ("Müller 🙂", "Müller 🙂"), ("a\r\nb", "a\r\nb"),
        ("\u{1B}[31m", "\\u001b[31m"), ("a\rb", "a\\u000db"),
        ("\u{7F}\u{9B}0m", "\\u007f\\u009b0m"),
        ("\u{202E}x\u{200B}", "\\u202ex\\u200b"), ("\u{2028}\u{FEFF}", "\\u2028\\ufeff"),
        ("\u{E0001}", "\\udb40\\udc01"), ("\0", "\\u0000"), ("", ""),
    ])
    func `A terminal gets nothing that it would obey, written out as JSON does`(
        text: String, shown: String
    ) {
        #expect(TerminalText.shown(Array(text.utf8)) == Array(shown.utf8))
    }

    @Test func `Bytes that are no text do not reach it either`() {
        let shown = TerminalText.shown([0x61, 0x9B, 0x33, 0xFF, 0xC2])
        #expect(!shown.contains(0x9B) && !shown.contains(0xFF))
        #expect(String(validating: shown, as: UTF8.self) != nil)
    }
}
