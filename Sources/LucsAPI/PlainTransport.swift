import Foundation
import Locking

/// Sends requests over plain http connections that are kept for the next one.
///
/// Each request in turn has a thread to itself that waits for the server, so that nobody else
/// waits with it.
final class PlainTransport: Sendable {
    private static let mostRedirects = 8

    private let workers: WorkerThreads
    private let idle = Locked<[Origin: [PlainConnection]]>([:])

    /// - Parameter connections: the most at a time.
    init(connections: Int) {
        workers = WorkerThreads(most: max(connections, 1))
    }

    /// Begins to send; the exchange is told what comes back. Returns what gives the request up.
    func begin(_ request: PlainRequest, for exchange: Exchange) -> @Sendable () -> Void {
        let line = Lifeline()
        workers.run { [self] in
            do throws(TransportFault) {
                let answer = try follow(request, for: exchange, line)
                exchange.end(.success(answer))
            } catch {
                exchange.end(.failure(error))
            }
        }
        return { line.cut() }
    }

    private func follow(
        _ request: PlainRequest, for exchange: Exchange, _ line: Lifeline
    ) throws(TransportFault) -> HTTPAnswer {
        var request = request
        for _ in 0...Self.mostRedirects {
            let (head, body) = try answer(to: request, for: exchange, line)
            guard (300..<400).contains(head.status), let location = head["location"] else {
                return HTTPAnswer(head, body: body)
            }
            guard let next = request.redirected(to: location, status: head.status) else {
                throw .redirected(to: request.place(location)?.description ?? location)
            }
            request = next
        }
        throw .unreadable("it redirects without end")
    }

    /// A kept connection may have been closed by the server meanwhile, which only shows when it
    /// is used: then a new one is tried, once. All requests of this client only read.
    private func answer(
        to request: PlainRequest, for exchange: Exchange, _ line: Lifeline
    ) throws(TransportFault) -> (AnswerHead, [UInt8]) {
        while let connection = idle.withLock({ $0[request.origin]?.popLast() }) {
            do throws(TransportFault) {
                return try answer(to: request, on: connection, for: exchange, line)
            } catch {
                if connection.hasAnswered || line.isCut { throw error }
            }
        }
        let connection = try PlainConnection(to: request.origin, line: line)
        return try answer(to: request, on: connection, for: exchange, line)
    }

    private func answer(
        to request: PlainRequest, on connection: PlainConnection, for exchange: Exchange,
        _ line: Lifeline
    ) throws(TransportFault) -> (AnswerHead, [UInt8]) {
        exchange.connect()
        try line.hold(connection)
        defer { line.letGo() }
        try connection.send(request.bytes)
        var reader = AnswerReader(connection, largestBody: exchange.largestBody)
        let head = try reader.head()
        exchange.begin()
        let body = try reader.body(of: head)
        if head.keepsConnection && reader.isAtEnd {
            line.letGo()
            idle.withLock { $0[request.origin, default: []].append(connection) }
        }
        return (head, body)
    }
}

/// Lets another thread break the connection that a request is using, which ends all waiting.
final class Lifeline: Sendable {
    private let state = Locked<(connection: PlainConnection?, isCut: Bool)>((nil, false))

    var isCut: Bool { state.withLock { $0.isCut } }

    func hold(_ connection: PlainConnection) throws(TransportFault) {
        let isCut = state.withLock { state in
            if !state.isCut { state.connection = connection }
            return state.isCut
        }
        if isCut { throw .cancelled }
    }

    func letGo() {
        state.withLock { $0.connection = nil }
    }

    func cut() {
        state.withLock { state in
            state.isCut = true
            state.connection?.shutDown()
            state.connection = nil
        }
    }
}
