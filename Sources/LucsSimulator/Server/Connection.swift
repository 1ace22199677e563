import CivilTime
import Glibc

/// One connection, served on a thread of its own until either side closes.
struct Connection {
    let socket: Int32
    let responder: Responder
    let fault: (@Sendable (SimulatedRequest) -> Fault?)?
    /// Numbers a request, and tells whether the server still runs.
    let count: () -> Int
    let isStopped: () -> Bool

    func serve() {
        var parser = RequestParser()
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while !isStopped() {
            do throws(RequestParser.Problem) {
                while var request = try parser.next() {
                    request.number = count()
                    guard handle(request), request.keepsAlive else { return }
                }
            } catch {
                let refusal =
                    switch error {
                    case .malformed: Refusal.badRequest("The request is malformed.")
                    case .tooLarge:
                        Refusal(
                            status: 431, code: "TooLarge", message: "The request is too large.")
                    }
                send(.refusal(refusal), keepsAlive: false)
                return
            }
            let received = recv(socket, &chunk, chunk.count, 0)
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { return }
            parser.append(chunk[..<received])
        }
    }

    /// Answers a request; `false` when the connection is to be closed.
    private func handle(_ request: SimulatedRequest) -> Bool {
        switch fault?(request) {
        case nil:
            return send(responder.answer(request), keepsAlive: request.keepsAlive)
        case .answer(let status, let body, let contentType, let headers):
            let answer = Response(
                status: status, body: Array(body.utf8), contentType: contentType,
                headers: headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            return send(answer, keepsAlive: request.keepsAlive)
        case .bytes(let bytes):
            _ = write(bytes)
            return false
        case .delay(let duration):
            guard pause(duration) else { return false }
            return send(responder.answer(request), keepsAlive: request.keepsAlive)
        case .silence:
            while pause(.milliseconds(50)) {
                var byte: UInt8 = 0
                let peeked = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
                if peeked == 0 { return false }
            }
            return false
        case .closeMidBody:
            let answer = responder.answer(request)
            _ = write(head(answer, length: answer.body.count, keepsAlive: true))
            _ = write(Array(answer.body.prefix(answer.body.count / 2)))
            return false
        case .wrongLength(let difference):
            let answer = responder.answer(request)
            let length = max(0, answer.body.count + difference)
            _ = write(head(answer, length: length, keepsAlive: false))
            _ = write(answer.body)
            return false
        case .drip(let size, let interval):
            let answer = responder.answer(request)
            let bytes = head(answer, length: answer.body.count, keepsAlive: true) + answer.body
            for start in stride(from: 0, to: bytes.count, by: max(1, size)) {
                let end = min(bytes.count, start + max(1, size))
                guard write(Array(bytes[start..<end])), pause(interval) else { return false }
            }
            return true
        }
    }

    /// Sleeps in short steps; `false` when the server was stopped.
    private func pause(_ duration: Duration) -> Bool {
        var left = max(0, duration.wholeMilliseconds)
        while left > 0 {
            guard !isStopped() else { return false }
            let step = min(left, 20)
            usleep(UInt32(step) * 1000)
            left -= step
        }
        return !isStopped()
    }

    @discardableResult
    private func send(_ answer: Response, keepsAlive: Bool) -> Bool {
        let head = head(answer, length: answer.body.count, keepsAlive: keepsAlive)
        if answer.body.count < 64 * 1024 { return write(head + answer.body) }
        return write(head, flags: Int32(MSG_MORE)) && write(answer.body)
    }

    private func head(_ answer: Response, length: Int, keepsAlive: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(answer.status) \(StatusText.of(answer.status))\r\n"
        text += "Content-Type: \(answer.contentType)\r\nContent-Length: \(length)\r\n"
        text += "Server: Microsoft-IIS/8.5\r\nDate: \(responder.date(of: answer))\r\n"
        for header in answer.headers { text += "\(header.name): \(header.value)\r\n" }
        if !keepsAlive { text += "Connection: close\r\n" }
        return Array((text + "\r\n").utf8)
    }

    private func write(_ bytes: [UInt8], flags: Int32 = 0) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let sent = Glibc.send(
                    socket, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
                    Int32(MSG_NOSIGNAL) | flags)
                if sent < 0, errno == EINTR { continue }
                guard sent > 0 else { return false }
                rest = rest.dropFirst(sent)
            }
            return true
        }
    }
}
