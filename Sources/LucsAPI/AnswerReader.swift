/// The status and headers of an answer.
struct AnswerHead: Sendable {
    var status: Int
    var isVersion10: Bool
    /// By name in lower case; of several with one name, the values with commas between.
    var headers: [String: String]

    subscript(name: String) -> String? { headers[name] }

    var isChunked: Bool {
        self["transfer-encoding"]?.lowercased().contains("chunked") ?? false
    }

    /// Whether the connection is good for another request.
    var keepsConnection: Bool {
        let wish = self["connection"]?.lowercased() ?? ""
        guard isChunked || self["content-length"] != nil || hasNoBody else { return false }
        return isVersion10 ? wish.contains("keep-alive") : !wish.contains("close")
    }

    var hasNoBody: Bool { status == 204 || status == 304 }
}

extension HTTPAnswer {
    init(_ head: AnswerHead, body: [UInt8]) {
        self.init(
            status: head.status, date: head["date"], retryAfter: head["retry-after"],
            contentType: head["content-type"], body: body)
    }
}

/// Reads an HTTP/1.1 answer (RFC 9112) from a connection. Everything that could grow without end
/// is bounded.
struct AnswerReader {
    private static let largestHead = 64 << 10
    /// Room for a usual head. What is received beyond it belongs to the body and is copied.
    private static let firstPiece = 4 << 10
    private static let broken = TransportFault.network("the connection broke")
    private static let notHTTP = TransportFault.unreadable("what answers does not speak HTTP")

    private let connection: PlainConnection
    private let largestBody: Int
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ connection: PlainConnection, largestBody: Int) {
        self.connection = connection
        self.largestBody = largestBody
    }

    /// Whether all that came was read.
    var isAtEnd: Bool { position == buffer.count }

    // MARK: Head

    mutating func head() throws(TransportFault) -> AnswerHead {
        while true {
            let head = try oneHead()
            // 100 Continue and its like come before the answer.
            guard (100..<200).contains(head.status) else { return head }
        }
    }

    private mutating func oneHead() throws(TransportFault) -> AnswerHead {
        var room = Self.largestHead
        let first = try line(&room).split(separator: " ", maxSplits: 2)
        guard first.count >= 2, first[0].hasPrefix("HTTP/1."), let status = Int(first[1]),
            (100..<600).contains(status)
        else { throw Self.notHTTP }
        var head = AnswerHead(status: status, isVersion10: first[0] == "HTTP/1.0", headers: [:])
        while true {
            let line = try line(&room)
            if line.isEmpty { return head }
            guard let colon = line.firstIndex(of: ":") else { throw Self.notHTTP }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmed
            if let before = head.headers[name] {
                // Two lengths that differ would let the answer end in two places.
                guard name != "content-length" || before == value else { throw Self.notHTTP }
                if name != "content-length" { head.headers[name] = "\(before), \(value)" }
            } else {
                head.headers[name] = value
            }
        }
    }

    /// A line without its end.
    private mutating func line(_ room: inout Int) throws(TransportFault) -> String {
        while true {
            if let end = buffer[position...].firstIndex(of: 0x0A) {
                room -= end + 1 - position
                guard room >= 0 else { throw Self.notHTTP }
                var text = buffer[position..<end]
                if text.last == 0x0D { text.removeLast() }
                position = end + 1
                return String(decoding: text, as: UTF8.self)
            }
            guard buffer.count - position <= room else { throw Self.notHTTP }
            guard try fill() else { throw Self.broken }
        }
    }

    /// Receives some more; `false` when the server has closed.
    private mutating func fill() throws(TransportFault) -> Bool {
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        let added = try Self.received(atMost: Self.firstPiece, from: connection, isWhole: false)
        buffer += added
        return !added.isEmpty
    }

    private static func received(
        atMost count: Int, from connection: PlainConnection, isWhole: Bool
    ) throws(TransportFault) -> [UInt8] {
        var fault: TransportFault?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
            do throws(TransportFault) {
                received = try connection.receive(
                    into: UnsafeMutableRawBufferPointer(buffer), isWhole: isWhole)
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
        return bytes
    }

    // MARK: Body

    mutating func body(of head: AnswerHead) throws(TransportFault) -> [UInt8] {
        if head.hasNoBody { return [] }
        if let coding = head["content-encoding"], coding.lowercased() != "identity" {
            throw .unreadable("it compresses its answers (\(coding)), which was not asked for")
        }
        if head.isChunked { return try chunks() }
        guard let told = head["content-length"] else { return try untilClosed() }
        // Digits alone: `Int` would take a sign as well.
        guard told.allSatisfy(\.isASCIIDigit), let length = Int(told) else { throw Self.notHTTP }
        guard length <= largestBody else { throw .tooLarge }
        var body: [UInt8] = []
        try read(length, into: &body)
        return body
    }

    /// Reads so many bytes, straight into the body.
    private mutating func read(_ count: Int, into body: inout [UInt8]) throws(TransportFault) {
        let there = min(count, buffer.count - position)
        let isFirst = body.isEmpty
        let missing = count - there
        if isFirst, missing > 0 {
            // The usual case: one allocation, one copy out of the kernel.
            let (head, connection) = (buffer[position..<(position + there)], connection)
            var fault: TransportFault?
            body = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                _ = UnsafeMutableBufferPointer(rebasing: buffer[..<there]).update(from: head)
                filled = there
                do throws(TransportFault) {
                    while filled < count {
                        let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                        let received = try connection.receive(
                            into: UnsafeMutableRawBufferPointer(rest), isWhole: true)
                        if received == 0 { throw Self.broken }
                        filled += received
                    }
                } catch {
                    fault = error
                }
            }
            position += there
            if let fault { throw fault }
            return
        }
        body += buffer[position..<(position + there)]
        position += there
        var left = missing
        while left > 0 {
            let more = try Self.received(
                atMost: min(left, 1 << 20), from: connection, isWhole: true)
            if more.isEmpty { throw Self.broken }
            body += more
            left -= more.count
        }
    }

    private mutating func chunks() throws(TransportFault) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            var room = 4096
            let size = try line(&room).prefix { $0 != ";" }.trimmed
            guard !size.isEmpty, size.allSatisfy(\.isHexDigit), let count = Int(size, radix: 16)
            else { throw Self.notHTTP }
            if count == 0 { break }
            guard count <= largestBody - body.count else { throw .tooLarge }
            try read(count, into: &body)
            guard try line(&room).isEmpty else { throw Self.notHTTP }
        }
        // Trailers say nothing that is wanted.
        var room = Self.largestHead
        while try !line(&room).isEmpty {}
        return body
    }

    private mutating func untilClosed() throws(TransportFault) -> [UInt8] {
        var body = Array(buffer[position...])
        position = buffer.count
        while true {
            guard body.count <= largestBody else { throw .tooLarge }
            let more = try Self.received(atMost: 256 << 10, from: connection, isWhole: false)
            if more.isEmpty { return body }
            body += more
        }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var text = self[...]
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text.drop { $0 == " " || $0 == "\t" })
    }
}
