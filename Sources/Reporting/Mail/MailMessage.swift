internal import Foundation

/// One message of RFC 5322 and MIME for `sendmail -t`: the summary as text and as HTML, the page
/// attached. Its bytes are ASCII, its lines end in CRLF, and it holds no time of its own: the mail
/// program adds `Date` and `Message-ID` when it sends it.
struct MailMessage {
    let summary: MailSummary
    let page: [UInt8]
    let pageName: String
    let addresses: MailAddresses

    func bytes() -> [UInt8] {
        let subject = MailSummary.subject(summary)
        var lines: [String] = []
        if let from = addresses.from { lines.append("From: \(from)") }
        if !addresses.to.isEmpty {
            lines.append("To: " + addresses.to.joined(separator: ",\r\n "))
        }
        lines += [
            "Subject: " + Self.encodedWords(subject), "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "Content-Type: multipart/mixed; boundary=\"\(Self.outer)\"", "", "--\(Self.outer)",
            "Content-Type: multipart/alternative; boundary=\"\(Self.inner)\"", "",
        ]
        let text = MailText(summary: summary).lines().joined(separator: "\n") + "\n"
        lines += part("text/plain; charset=utf-8", Array(text.utf8))
        lines += part("text/html; charset=utf-8", MailHTML(summary: summary).bytes())
        lines += [
            "--\(Self.inner)--", "", "--\(Self.outer)", "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename=\"\(pageName)\"", "",
        ]
        lines += Self.base64(page)
        lines += ["", "--\(Self.outer)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    // Neither quoted-printable nor base64 holds "=_".
    private static let outer = "=_lucstats_message"
    private static let inner = "=_lucstats_summary"

    private func part(_ type: String, _ content: [UInt8]) -> [String] {
        [
            "--\(Self.inner)", "Content-Type: \(type)",
            "Content-Transfer-Encoding: quoted-printable", "",
        ] + Self.quotedPrintable(content) + [""]
    }

    /// Lines of at most 76 characters (RFC 2045, 6.7).
    static func quotedPrintable(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var text = ""
            for (index, byte) in line.enumerated() {
                let isLast = index == line.count - 1
                let isPlain =
                    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")
                    || byte == 0x20 && !isLast
                // A dot alone on a line ends a message on its way.
                let isDot = byte == UInt8(ascii: ".") && text.isEmpty
                let piece =
                    isPlain && !isDot ? String(UnicodeScalar(byte)) : "=" + hexadecimal(byte)
                if text.utf8.count + piece.utf8.count > 75 {
                    lines.append(text + "=")
                    text = ""
                }
                text += piece
            }
            lines.append(text)
        }
        return lines
    }

    static func base64(_ bytes: [UInt8]) -> [String] {
        let text = Array(Data(bytes).base64EncodedString().utf8)
        return stride(from: 0, to: text.count, by: 76).map { start in
            String(decoding: text[start..<min(start + 76, text.count)], as: UTF8.self)
        }
    }

    /// A header's text as it is, or as encoded words of at most 75 characters (RFC 2047).
    static func encodedWords(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && text.utf8.count < 68
        guard !isPlain else { return text }
        var words: [String] = []
        var chunk = ""
        for character in text {
            if chunk.utf8.count + character.utf8.count > 42 {
                words.append(chunk)
                chunk = ""
            }
            chunk.append(character)
        }
        words.append(chunk)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }
            .joined(separator: "\r\n ")
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
}

extension MailSummary {
    /// `Contact centre report, Tuesday, 24 November 2026: Service level 78.8% – …`
    fileprivate static func subject(_ summary: MailSummary) -> String {
        let headline = summary.sentences.first { $0.kind == .headline }.map { ": \($0.text)" } ?? ""
        let text = "\(summary.kicker), \(summary.title)\(headline)"
        return String(
            text.compactMap { character -> Character? in
                switch character {
                case "\u{2068}", "\u{2069}", "\u{AD}": nil
                case "\u{A0}", "\n", "\r", "\r\n", "\t": " "
                default: character
                }
            })
    }
}

/// To whom a message goes, and from whom.
public struct MailAddresses: Hashable, Sendable {
    public var to: [String]
    public var from: String?

    /// Nobody by default: the mail program is told when it sends.
    public init(to: [String] = [], from: String? = nil) {
        self.to = to
        self.from = from
    }
}
