import Foundation

/// A request as it came in.
public struct SimulatedRequest: Sendable {
    public let method: String
    /// The target's path as sent, percent-encoded.
    public let path: String
    /// Parameters, decoded.
    public let query: [(name: String, value: String)]
    /// Names in lower case.
    public let headers: [String: String]
    public let body: [UInt8]
    /// 1 for the first request that this server has received.
    public internal(set) var number = 0

    /// The path and the query together, as sent.
    let target: String
    let keepsAlive: Bool

    /// The path in decoded segments.
    var segments: [String] {
        path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }
}

/// What a server does wrong to a request.
public enum Fault: Sendable {
    /// Answers with this instead.
    case answer(
        status: Int, body: String, contentType: String = "application/json; charset=utf-8",
        headers: [String: String] = [:])
    /// Sends these bytes instead of an answer, and closes.
    case bytes([UInt8])
    /// Answers rightly, later.
    case delay(Duration)
    /// Never answers and keeps the connection open.
    case silence
    /// Closes the connection after half of the body.
    case closeMidBody
    /// Announces a body longer by this many bytes than the one it sends, and closes; a negative
    /// number announces a shorter one.
    case wrongLength(by: Int)
    /// Sends the answer in pieces of this many bytes with a pause after each.
    case drip(bytes: Int, every: Duration)
}

/// Takes requests out of the bytes of a connection, which may hold parts of one or several.
struct RequestParser {
    enum Problem: Error {
        case malformed
        case tooLarge
    }

    static let headerLimit = 32 * 1024
    static let bodyLimit = 1024 * 1024

    private var buffer: [UInt8] = []

    mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// The next whole request, or `nil` when more bytes are needed.
    mutating func next() throws(Problem) -> SimulatedRequest? {
        while buffer.starts(with: [13, 10]) { buffer.removeFirst(2) }
        guard let headEnd = endOfHead() else {
            if buffer.count > Self.headerLimit { throw .tooLarge }
            return nil
        }
        guard headEnd <= Self.headerLimit else { throw .tooLarge }
        let lines = String(decoding: buffer[..<headEnd], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: true)
        guard let start = lines.first?.split(separator: " "), start.count == 3,
            start[1].hasPrefix("/"), start[2].hasPrefix("HTTP/1.")
        else { throw .malformed }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
        guard headers["transfer-encoding"] == nil,
            let length = Int(headers["content-length"] ?? "0"), length >= 0
        else { throw .malformed }
        guard length <= Self.bodyLimit else { throw .tooLarge }
        let end = headEnd + 4 + length
        guard buffer.count >= end else { return nil }
        let body = Array(buffer[(headEnd + 4)..<end])
        buffer.removeFirst(end)
        let target = String(start[1])
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let connection = headers["connection"]?.lowercased()
        return SimulatedRequest(
            method: String(start[0]), path: String(parts[0]),
            query: parts.count > 1 ? Self.parameters(parts[1]) : [], headers: headers,
            body: body, target: target,
            keepsAlive: start[2] == "HTTP/1.1" ? connection != "close" : connection == "keep-alive")
    }

    private func endOfHead() -> Int? {
        guard buffer.count >= 4 else { return nil }
        for index in 0...(buffer.count - 4)
        where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13
            && buffer[index + 3] == 10
        {
            return index
        }
        return nil
    }

    private static func parameters(_ query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func decoded(_ text: Substring) -> String {
                let spaced = text.replacing("+", with: " ")
                return String(spaced).removingPercentEncoding ?? String(spaced)
            }
            return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }
}
