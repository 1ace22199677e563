/// The status and headers of a response, read line by line. Their size and number are bounded.
struct ResponseHead {
    private static let maximumBytes = 64 << 10
    private static let maximumLines = 1000

    private(set) var status = 0
    /// By name in lower case.
    private(set) var headers: [String: String] = [:]
    /// Whether the blank line of the response itself has come, not of an interim one (100…199).
    private(set) var isComplete = false
    private var lastName: String?
    private var bytes = 0
    private var lines = 0

    /// Whether the status rules out a body (RFC 9112, 6.3).
    var rulesOutBody: Bool { status == 204 || status == 304 }

    /// The length of the body as sent, if it was given.
    var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }

    /// How the body is compressed. Servers also name what is not a compression at all.
    var compressions: [String] {
        (headers["content-encoding"] ?? "").split(separator: ",")
            .map { $0.trimmed.lowercased() }
            .filter { !$0.isEmpty && !Self.nonCompressions.contains($0) && Charset($0) == nil }
    }

    /// Whether libcurl reads all of the compressions completely, and notices when they break.
    var canBeUncompressed: Bool {
        compressions.allSatisfy { ["gzip", "x-gzip", "deflate"].contains($0) }
    }

    private static let nonCompressions: Set = ["identity", "none", "binary", "8bit", "7bit"]

    /// Takes a line with its end, as libcurl passes it on; those after the body count as well.
    mutating func take(_ line: UnsafeRawBufferPointer) throws(HTTPError) {
        bytes += line.count
        lines += 1
        guard bytes <= Self.maximumBytes, lines <= Self.maximumLines else { throw .notHTTP }
        // Trailers carry nothing that is wanted.
        if isComplete { return }
        var text = line[...]
        while let last = text.last, last == 0x0A || last == 0x0D { text.removeLast() }
        if text.isEmpty {
            isComplete = status >= 200
        } else if text.starts(with: "HTTP/".utf8) {
            try begin(String(decoding: text, as: UTF8.self))
        } else if text.first == 0x20 || text.first == 0x09 {
            guard let lastName else { throw .notHTTP }
            headers[lastName, default: ""] += " " + String(decoding: text.trimmed, as: UTF8.self)
        } else {
            try add(text)
        }
    }

    private mutating func begin(_ line: String) throws(HTTPError) {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, let status = Int(parts[1]), (100..<600).contains(status) else {
            throw .notHTTP
        }
        self.status = status
        headers = [:]
        lastName = nil
    }

    private mutating func add(
        _ line: Slice<UnsafeRawBufferPointer>
    ) throws(HTTPError) {
        guard let colon = line.firstIndex(of: 0x3A) else { throw .notHTTP }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: line[(colon + 1)...].trimmed, as: UTF8.self)
        lastName = name
        let before = headers[name]
        if name == "content-length" {
            // Digits alone: `Int` would take a sign as well. Two lengths that differ would let
            // the response end in two places.
            guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), Int(value) != nil,
                before == nil || before == value
            else { throw .notHTTP }
            headers[name] = value
        } else {
            headers[name] = before.map { "\($0), \(value)" } ?? value
        }
    }
}

extension BidirectionalCollection<UInt8> {
    /// Without spaces and tabs around it.
    var trimmed: SubSequence {
        var text = drop { $0 == 0x20 || $0 == 0x09 }
        while let last = text.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }
}

extension Substring {
    /// Without spaces and tabs around it.
    var trimmed: String { String(Substring(utf8.trimmed)) }
}
