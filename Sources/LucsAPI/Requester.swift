import CivilTime
import Foundation
import HTTP
import JSONText

/// An answer with data.
struct Reply: Sendable {
    var body: [UInt8]
    /// The server's clock; the local one if the response has no time.
    var observedAt: Timestamp
    /// Bytes of the body, as they came.
    var bytes = 0
    /// Whether the server said that there is nothing to return (204).
    var hasNoContent = false
}

/// Sends one request to one server, within the budget, again after faults that may pass.
struct Requester: Sendable {
    let configuration: ClientConfiguration
    let transport: HTTPClient
    let budget: RateBudget
    let keys: KeyRing
    let statistics: StatisticsKeeper

    /// - Parameters:
    ///   - path: below the server's address, query included.
    ///   - retries: how often the request may be sent again after a server's fault.
    ///   - deadline: after which no wait may end.
    /// - Throws: ``APIError``, `CancellationError`.
    func reply(
        to endpoint: Endpoint, path: String, from server: Server, retries: Int,
        deadline: ContinuousClock.Instant
    ) async throws -> Reply {
        var key = keys.current
        let address = "\(server.base)/\(path.prefix { $0 != "?" })"
        var faults = 0
        var refusals = 0
        while true {
            let ticket: RateBudget.Ticket
            do {
                // Where another server waits, moving on beats waiting for this one.
                ticket = try await budget.reserve(
                    for: address, before: deadline, mayWait: retries > 0)
            } catch let late as RateBudget.TooLate {
                throw error(late, endpoint, server)
            }
            statistics.countRequest(again: faults + refusals > 0)
            let outcome: Outcome
            do {
                outcome = try await send(
                    request(endpoint, path, server, key), endpoint, server, key)
            } catch {
                await budget.complete(ticket, .failed)
                throw error
            }
            await budget.complete(ticket, outcome.forBudget)
            guard var error = outcome.error else { return outcome.reply }
            if error.status == 401, let other = keys.replacement(for: key) {
                key = other
                continue
            }
            let asked = outcome.retryAfter?.wait
            if error.isServerFault, let asked {
                await budget.coolDown(address, for: asked)
                error.retryAt = configuration.now() + asked
                error.advice = later(error, outcome.retryAfter)
            }
            let wait: Duration
            if error.code == .rateLimited {
                refusals += 1
                wait = await budget.refuse(ticket, asked: asked)
                error.retryAt = configuration.now() + wait
                error.advice = later(error, outcome.retryAfter)
                guard refusals < configuration.retries.maximumRefusals else { throw error }
            } else if error.isServerFault, faults < retries {
                faults += 1
                let own = delay(faults, from: configuration.retries.firstDelay)
                wait = max(own, asked ?? .zero)
            } else {
                throw error
            }
            guard ContinuousClock.now + wait < deadline else { throw error }
            try await configuration.sleep(configuration.instant() + wait)
        }
    }

    private struct Outcome {
        var reply: Reply
        var error: APIError?
        var retryAfter: RetryAfter?

        var forBudget: RateBudget.Outcome {
            guard let error else { return .accepted }
            if error.code == .rateLimited { return .refused }
            return error.status == nil || error.isServerFault ? .failed : .accepted
        }
    }

    private func request(
        _ endpoint: Endpoint, _ path: String, _ server: Server, _ key: APIKey
    ) throws(APIError) -> HTTPRequest {
        guard let url = URL(string: "\(server.base)/\(path)")?.absoluteString else {
            throw APIError(
                .configuration, "\(server.base)/\(path) is no address",
                server: server.origin.description, endpoint: endpoint.name)
        }
        var request = HTTPRequest(
            url, method: endpoint.method,
            headers: [
                ("api_key", key.value), ("Accept", "application/json"),
                ("User-Agent", "lucstats"),
            ], maximumBody: configuration.largestBody)
        request.origin = server.origin
        let deadlines = configuration.deadlines
        request.deadlines = HTTPDeadlines(
            connect: deadlines.connect, firstByte: deadlines.firstByte, whole: deadlines.whole,
            runEnd: RunDeadline.instant)
        if endpoint.method == "POST" {
            request.headers.append(("Content-Type", "application/json"))
            request.body = Array((endpoint.search ?? "{}").utf8)
        }
        return request
    }

    private func send(
        _ request: HTTPRequest, _ endpoint: Endpoint, _ server: Server, _ key: APIKey
    ) async throws -> Outcome {
        let sent = configuration.now()
        do throws(HTTPError) {
            let answer = try await transport.response(to: request)
            let received = configuration.now()
            let date = answer["date"].flatMap { Timestamp(lucs: $0) }
            let observed = statistics.countResponse(
                from: server, bytes: answer.body.count, date: date, sent: sent,
                received: received)
            var error = ResponseCheck(endpoint: endpoint, server: server, key: key)
                .error(in: answer)
            error?.endpoint = endpoint.name
            error?.server = server.origin.description
            return Outcome(
                reply: Reply(
                    body: answer.body, observedAt: observed ?? received, bytes: answer.body.count,
                    hasNoContent: answer.status == 204), error: error,
                retryAfter: answer["retry-after"].flatMap {
                    RetryAfter($0, serverTime: date ?? received)
                })
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            var fault = APIError(error, configuration)
            fault.endpoint = endpoint.name
            fault.server = server.origin.description
            return Outcome(reply: Reply(body: [], observedAt: sent), error: fault)
        }
    }

    /// Doubles with each time, and varies so that many clients do not come back together.
    private func delay(_ times: Int, from first: Duration) -> Duration {
        let doubled = first * (1 << min(times - 1, 16))
        return min(doubled, configuration.retries.longestDelay) * Double.random(in: 0.5...1.5)
    }

    /// The advice to come back, and when not as late as the server asks.
    private func later(_ error: APIError, _ pause: RetryAfter?) -> String {
        let advice = APIError.laterAdvice(error.retryAt)
        guard let pause, pause.asked > RetryAfter.maximum else { return advice }
        let end = (configuration.now() + pause.asked).iso8601Seconds(offsetSeconds: 0)
        return "The server asks for no request before \(end), which is more than an hour away; one "
            + "request tries it then. \(advice)"
    }

    private func error(
        _ late: RateBudget.TooLate, _ endpoint: Endpoint, _ server: Server
    ) -> APIError {
        let retryAt = configuration.now() + late.wait
        let (code, problem): (APIError.Code, String) =
            switch late.reason {
            case .limit: (.rateLimited, "the rate limit allows no further request in time")
            case .keyRefused:
                (.rateLimited, "the server's rate limit for this key is reached")
            case .addressAsked: (.serverFault, "the server asked to be left alone for a while")
            }
        return APIError(
            code, problem, advice: APIError.laterAdvice(retryAt), server: server.origin.description,
            endpoint: endpoint.name, retryAt: retryAt)
    }
}

extension APIError {
    /// The advice to come back.
    static func laterAdvice(_ instant: Timestamp?) -> String {
        instant.map { "Try again later, at \($0.iso8601Seconds(offsetSeconds: 0))." }
            ?? "Try again later."
    }
}
