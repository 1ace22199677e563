import Foundation
import Glibc
import Locking
import TestServers

/// A small HTTP server on loopback that answers as a closure says, well or badly.
final class TestServer: Sendable {
    struct Request: Sendable {
        var method = ""
        /// Without the query.
        var path = ""
        var query: [String: String] = [:]
        /// Names in lower case.
        var headers: [String: String] = [:]
        var body = ""
    }

    enum Reply: Sendable {
        case json(String, status: Int = 200, headers: [String: String] = [:])
        case html(String, status: Int)
        /// These bytes, then the connection closes.
        case bytes(String)
        /// Nothing, while the client waits.
        case silence
        /// A proper head, then a byte now and then, for ever.
        case drip
    }

    let port: UInt16
    private let listener: Int32
    private let log = Locked<[Request]>([])

    var url: URL { URL(string: "http://127.0.0.1:\(port)") ?? URL(filePath: "/") }
    var requests: [Request] { log.withLock { $0 } }

    init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        port = try Loopback.listen(listener)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // Here, where nobody waits on it any more: its number may be another's next.
                    close(listener)
                    return
                }
                Thread.detachNewThread { [weak self] in
                    defer { close(connection) }
                    guard let request = Self.read(connection) else { return }
                    self?.log.withLock { $0.append(request) }
                    Self.send(answer(request), on: connection)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func read(_ connection: Int32) -> Request? {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if let head = text.components(separatedBy: "\r\n\r\n").first, head.count < text.count {
                var request = parse(head)
                let length = Int(request.headers["content-length"] ?? "0") ?? 0
                let body = received.dropFirst(head.utf8.count + 4)
                if body.count >= length {
                    request.body = String(decoding: body, as: UTF8.self)
                    return request
                }
            }
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            received.append(contentsOf: chunk[..<count])
        }
    }

    private static func parse(_ head: String) -> Request {
        var request = Request()
        let lines = head.components(separatedBy: "\r\n")
        let start = lines[0].split(separator: " ").map(String.init)
        guard start.count == 3 else { return request }
        request.method = start[0]
        let target = start[1].split(separator: "?", maxSplits: 1).map(String.init)
        request.path = target[0]
        for item in target.dropFirst().joined().split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            request.query[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { continue }
            request.headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces)
        }
        return request
    }

    private static func send(_ reply: Reply, on connection: Int32) {
        switch reply {
        case .json(let body, let status, let headers):
            var headers = headers
            if headers["Date"] == nil { headers["Date"] = "Tue, 24 Nov 2026 08:00:00 GMT" }
            headers["Content-Type"] = "application/json"
            write(head(status, headers, body.utf8.count) + body, to: connection)
        case .html(let body, let status):
            write(
                head(status, ["Content-Type": "text/html"], body.utf8.count) + body, to: connection)
        case .bytes(let bytes): write(bytes, to: connection)
        case .silence:
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
        case .drip:
            write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[", to: connection)
            while write(" ", to: connection) { usleep(20_000) }
        }
    }

    static func head(_ status: Int, _ headers: [String: String], _ length: Int) -> String {
        "HTTP/1.1 \(status) Status\r\nConnection: close\r\nContent-Length: \(length)\r\n"
            + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
            + "\r\n"
    }

    @discardableResult
    private static func write(_ text: String, to connection: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { buffer in
                Glibc.send(connection, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            bytes = bytes.dropFirst(sent)
        }
        return true
    }
}
