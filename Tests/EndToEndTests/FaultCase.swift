import Foundation
import LucsSimulator

/// Something that a server does wrong, and what comes of it. The table in `docs/faults.md` is
/// written from these.
struct FaultCase: Sendable {
    enum Place: String, Sendable {
        case states = "user states"
        case everything = "every answer"
    }

    enum Stored: String, Sendable {
        case all = "everything"
        case allButStates = "everything but the user states"
        case someTasks = "part of the tasks"
        case allBefore = "what came before"
        case nothing = "nothing"
    }

    let behaviour: String
    let place: Place
    /// Part of the one line that tells of it; empty where there is nothing to tell.
    let says: String
    let code: Int32
    let stored: Stored
    /// Further words of the command line.
    var words: [String] = []
    /// Seconds within which it must be over.
    var within = 45
    let fault: @Sendable (SimulatedRequest) -> Fault?

    /// Also for `--every` and the like, as the table shows it.
    var command: String { (["collect"] + words).joined(separator: " ") }

    /// What the configuration of every case holds beside the server.
    static let configuration = """
        "deadlines": {"connect": "3s", "firstByte": "3s", "whole": "4s", "pass": "25s"}
        """
}

extension FaultCase {
    private static func states(
        _ behaviour: String, _ says: String, code: Int32 = 1, stored: Stored = .allButStates,
        _ fault: Fault
    ) -> FaultCase {
        FaultCase(
            behaviour: behaviour, place: .states, says: says, code: code, stored: stored
        ) { $0.path.lowercased().hasSuffix("usersstates") ? fault : nil }
    }

    private static func everything(
        _ behaviour: String, _ says: String, code: Int32, words: [String] = [], _ fault: Fault
    ) -> FaultCase {
        FaultCase(
            behaviour: behaviour, place: .everything, says: says, code: code, stored: .nothing,
            words: words
        ) { _ in fault }
    }

    private static let page =
        "<!DOCTYPE html><html><head><title>502 - Web server received an invalid response"
        + "</title></head><body><div id=\"header\"><h1>Server Error</h1></div></body></html>"
    private static let notInitialized =
        #"{"Error":{"Code":"NotInitialized","Message":"The system is starting."}}"#

    private static func challenge(_ scheme: String) -> Fault {
        .answer(
            status: 401, body: "", contentType: "text/html",
            headers: ["WWW-Authenticate": scheme])
    }

    /// An answer with a body of any bytes.
    private static func answer(
        _ body: [UInt8], headers: String = ""
    ) -> Fault {
        .bytes(
            Array(
                """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                Content-Length: \(body.count)\r
                \(headers)\r

                """.utf8) + body)
    }

    private static func repeated(_ text: String, to size: Int) -> [UInt8] {
        var body = Array("[".utf8)
        body.reserveCapacity(size + 200)
        while body.count < size { body += text.utf8 }
        return body + Array("{}]".utf8)
    }

    static let all = single + refusals + whole + [slow]

    /// The key lacks the role for the states: those of the list of users stand in.
    private static let refusals: [FaultCase] = [
        ("401 with `WWW-Authenticate: Basic`", challenge("Basic realm=\"lucs\"")),
        ("401 with `WWW-Authenticate: Negotiate`", challenge("Negotiate")),
        ("403", .answer(status: 403, body: "{}")),
    ].map {
        states(
            $0,
            "lacks the role UserControl, so the states of agents are read from the list of users",
            code: 0, stored: .all, $1)
    }

    private static let single: [FaultCase] = [
        states("accepts and says nothing", "no answer within 3s", .silence),
        states(
            "drips a byte a second", "no answer within 3s",
            .drip(bytes: 1, every: .seconds(1))),
        states(
            "drips the rest once the head has come", "the answer was not complete within 4s",
            .drip(bytes: 300, every: .seconds(1))),
        states(
            "404",
            "LUCS has no list of user states, so the states of agents are read from the list "
                + "of users", code: 0, stored: .all, .answer(status: 404, body: "{}")),
        states("closes mid-body", "the connection broke", .closeMidBody),
        states("tells a length that is too great", "the connection broke", .wrongLength(by: 100)),
        states(
            "tells a length that is too small", "the response is not valid JSON",
            .wrongLength(by: -100)),
        states(
            "sends gzip that is none",
            "it compresses its answers in a way that cannot be read (gzip)",
            answer(Array("[no gzip]".utf8), headers: "Content-Encoding: gzip\r\n")),
        states(
            "compresses in another way (br)",
            "it compresses its answers in a way that cannot be read (br)",
            answer(Array("[]".utf8), headers: "Content-Encoding: br\r\n")),
        states(
            "encodes its text as Big5", "its text is encoded as big5, which is not supported",
            answer(
                [0x5B, 0x22, 0xA4, 0xA4, 0x22, 0x5D],
                headers: "Content-Type: application/json; charset=big5\r\n")),
        states(
            "an error page of IIS (502)",
            "a web server in front of LUCS answered with an error page (HTTP 502, "
                + "502 - Web server received an invalid response)",
            .answer(status: 502, body: page, contentType: "text/html")),
        states(
            "a web page instead of data (200)", "a web page came instead of data (HTTP 200",
            .answer(status: 200, body: page, contentType: "text/html")),
        states(
            "200 with an error body", "the server reported an error instead of data",
            .answer(status: 200, body: #"{"Error":{"Code":"Odd","Message":"Sorry."}}"#)),
        states(
            "invalid UTF-8 in a text, and no charset", "has bytes that are not UTF-8",
            answer(
                Array(#"[{"Id":"a","NotSelectableReason":""#.utf8) + [0xC3, 0x28, 0xFF]
                    + Array("\"}]".utf8))),
        states(
            "invalid UTF-8 outside of texts", "the response is not valid JSON",
            answer([0xC3, 0x28, 0xFF])),
        states(
            "60 MB of JSON that is of no use", "has an identifier",
            answer(
                repeated(
                    "{\"Name\":\"" + String(repeating: "x", count: 10_000) + "\"},",
                    to: 60_000_000))),
        states(
            "70 MB", "the answer is larger than 64 MiB",
            answer(repeated("{},", to: 70_000_000))),
        states(
            "JSON nested 100,000 deep", "at most 64 nested containers",
            answer(Array(repeating: UInt8(ascii: "["), count: 100_000))),
        states(
            "no HTTP at all", "what answers does not speak HTTP", .bytes(Array("hello\n\n".utf8))),
        states(
            "500 with `NotInitialized`", "the server is still starting (HTTP 500",
            .answer(status: 500, body: notInitialized)),
        states(
            "redirects to another origin",
            "the server points to http://127.0.0.1:9, where the key must not go",
            .answer(status: 302, body: "", headers: ["Location": "http://127.0.0.1:9/"])),
        states(
            "429, come back in an hour", "Try again later, at 20", stored: .allBefore,
            .answer(status: 429, body: "{}", headers: ["Retry-After": "3600"])),
        FaultCase(
            behaviour: "429 once, come back in a second", place: .states, says: "", code: 0,
            stored: .all
        ) { request in
            // The second time it is the eighth or a later request.
            request.path.lowercased().hasSuffix("usersstates") && request.number < 7
                ? .answer(status: 429, body: "{}", headers: ["Retry-After": "1"]) : nil
        },
    ]

    private static let whole: [FaultCase] = [
        everything("accepts and says nothing", "no answer within 3s", code: 69, .silence),
        everything(
            "401", "the server refused the key (HTTP 401)", code: 77, challenge("Negotiate")),
        everything(
            "an error page of IIS (503)", "an error page (HTTP 503", code: 69,
            .answer(status: 503, body: page, contentType: "text/html")),
        everything(
            "a web page instead of data (200)", "a web page came instead of data", code: 65,
            .answer(status: 200, body: page, contentType: "text/html")),
        everything(
            "500 with `NotInitialized`", "the server is still starting", code: 69,
            .answer(status: 500, body: notInitialized)),
        everything(
            "429, come back in an hour", "Try again later, at 20", code: 75,
            .answer(status: 429, body: "{}", headers: ["Retry-After": "3600"])),
        everything(
            "429, come back in an hour", "Try again later, at 20", code: 75,
            words: ["--every", "1s", "--for", "60s"],
            .answer(status: 429, body: "{}", headers: ["Retry-After": "3600"])),
    ]

    /// Every answer takes so long that the pass cannot be made in its time.
    private static let slow = FaultCase(
        behaviour: "takes two seconds for the tasks of each of 80 services", place: .everything,
        says: "the time for this pass was over", code: 1, stored: .someTasks, within: 60
    ) { $0.path.hasSuffix("/tasks") ? .delay(.seconds(2)) : nil }
}
