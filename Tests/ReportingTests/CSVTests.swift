import Testing

@testable import Reporting

@Suite struct CSVTests {
    @Test("Only fields that need them get quotes, and lines end in CRLF")
    func quoting() {
        var encoder = CSVEncoder()
        encoder.row([
            .text("a,b"), .text("say \"x\""), .text("plain"), .null, .integer(-3), .real(0.25),
        ])
        #expect(
            String(decoding: encoder.bytes, as: UTF8.self)
                == "\"a,b\",\"say \"\"x\"\"\",plain,,-3,0.25\r\n")
    }
}
