import CivilTime
import JSONText
import Locking

/// Turns requests into answers: key, role, limits, route, and the world's state.
final class Responder: Sendable {
    private struct Kept {
        var version = -1
        var bodies: [String: [UInt8]] = [:]
        var size = 0
    }

    private static let keptLimit = 256 << 20

    private let simulation: Simulation
    private let options: SimulatorOptions
    private let keys: [String: SimulatedKey]
    private let limiter = RateLimiter()
    /// Answers that stay right until something happens in the world.
    private let kept = Locked(Kept())

    init(simulation: Simulation, options: SimulatorOptions) {
        self.simulation = simulation
        self.options = options
        keys = Dictionary(
            options.keys.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The `Date` header of an answer: the instant it is about, by this server's clock.
    func date(of answer: Response) -> String {
        HTTPDateText.of((answer.instant ?? simulation.clock.now) + options.clockOffset)
    }

    func answer(_ request: SimulatedRequest) -> Response {
        do throws(Refusal) {
            return try respond(request)
        } catch {
            return .refusal(error)
        }
    }

    private func respond(_ request: SimulatedRequest) throws(Refusal) -> Response {
        let segments = request.segments
        guard let first = segments.first?.lowercased() else {
            throw .notFound("No resource was found at '\(request.path)'.")
        }
        if first == "swagger" { return try swagger(request, segments) }
        let key = try authorize(request)
        let isVersion2 = first == "v2.0" && options.contract.hasVersion2
        guard first == "v1.0" || isVersion2 else {
            throw .notFound("No resource was found at '\(request.path)'.")
        }
        guard let (route, name) = Route.find(Array(segments.dropFirst())),
            isVersion2 || !route.onlyVersion2
        else {
            guard request.method == "GET" else { throw .methodNotAllowed }
            throw .notFound("No resource was found at '\(request.path)'.")
        }
        guard request.method == route.method else { throw .methodNotAllowed }
        guard route.roles.contains(where: key.roles.contains) else {
            throw .unauthorized("Authorization has been denied for this request.")
        }
        let (body, instant) = try body(
            Inquiry(
                route: route, name: name, query: request.query, isVersion2: isVersion2,
                contract: options.contract, directory: simulation.directory),
            target: request.target)
        return Response(status: 200, body: body, instant: instant)
    }

    private func authorize(_ request: SimulatedRequest) throws(Refusal) -> SimulatedKey {
        guard let sent = request.headers["api_key"] else {
            throw .unauthorized("Header 'api_key' not found.")
        }
        guard let key = keys[sent] else {
            throw .unauthorized("Authorization has been denied for this request.")
        }
        let second =
            options.limitsBySimulatedTime
            ? UInt64(max(0, simulation.clock.now.milliseconds)) / 1000
            : SimulatedClock.monotonicNanoseconds() / 1_000_000_000
        if let seconds = limiter.secondsToWait(key, at: second) {
            throw Refusal(
                status: 429, code: "TooManyRequests",
                message: "The request limit of this key is exceeded. Repeat the request later.",
                headers: key.limits.tellsRetryAfter ? [("Retry-After", "\(seconds)")] : [])
        }
        return key
    }

    /// The body, and the simulation's time that it is about.
    private func body(
        _ inquiry: Inquiry, target: String
    ) throws(Refusal) -> (bytes: [UInt8], instant: Timestamp) {
        // Ended tasks are forgotten by the clock alone, so such answers are not kept.
        let keeps =
            options.contract.endedTasksListed == .zero && inquiry.route.operation != .task
        return try simulation.read {
            (world) throws(Refusal) -> (bytes: [UInt8], instant: Timestamp) in
            let version = world.version
            let instant = Timestamp(milliseconds: world.now)
            if keeps, let known = keptBody(target, version: version) { return (known, instant) }
            let bytes = try world.answer(inquiry)
            if keeps { keep(bytes, for: target, version: version) }
            return (bytes, instant)
        }
    }

    private func keptBody(_ target: String, version: Int) -> [UInt8]? {
        kept.withLock { $0.version == version ? $0.bodies[target] : nil }
    }

    private func keep(_ bytes: [UInt8], for target: String, version: Int) {
        kept.withLock { kept in
            if kept.version != version || kept.size > Self.keptLimit {
                kept = Kept(version: version)
            }
            kept.bodies[target] = bytes
            kept.size += bytes.count
        }
    }

    private func swagger(
        _ request: SimulatedRequest, _ segments: [String]
    ) throws(Refusal) -> Response {
        guard request.method == "GET" else { throw .methodNotAllowed }
        let versions = options.contract.hasVersion2 ? ["v1.0", "v2.0"] : ["v1.0"]
        guard segments.count == 3, segments[1].lowercased() == "docs",
            let version = versions.first(where: { $0 == segments[2].lowercased() })
        else { throw .notFound("No resource was found at '\(request.path)'.") }
        return Response(
            status: 200, body: SwaggerDocument.bytes(version: version, options.contract))
    }
}
