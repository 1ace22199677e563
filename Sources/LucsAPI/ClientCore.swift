import HTTP
import LucsModel

/// What every part of a client shares.
struct ClientCore: Sendable {
    let configuration: ClientConfiguration
    let catalogue: MemberCatalogue
    let statistics: StatisticsKeeper
    let requester: Requester
    let pool: ServerPool
    let discovery: PagingDiscovery
    let sizes: PageSizes
    let versions: VersionState

    init(_ configuration: ClientConfiguration) throws(APIError) {
        guard !configuration.servers.isEmpty else {
            throw APIError(.configuration, "no server is given")
        }
        if let paging = configuration.paging {
            guard paging.size > 0, !paging.numberParameter.isEmpty, !paging.sizeParameter.isEmpty
            else {
                throw APIError(
                    .configuration, "paging needs a size above 0 and two parameter names")
            }
        }
        var servers: [Server] = []
        for url in configuration.servers {
            servers.append(try Server(url, index: servers.count))
        }
        self.configuration = configuration
        catalogue = try MemberCatalogue(
            overrides: configuration.memberNames, timeZone: configuration.serverTimeZone,
            contextParameters: configuration.contextParameters)
        statistics = StatisticsKeeper()
        requester = Requester(
            configuration: configuration, transport: try Self.transport(configuration),
            budget: RateBudget(
                configuration.limits, now: configuration.instant, sleep: configuration.sleep),
            keys: KeyRing(configuration), statistics: statistics)
        pool = ServerPool(servers, cooldown: configuration.cooldown)
        discovery = PagingDiscovery(configured: configuration.paging)
        sizes = PageSizes()
        versions = VersionState(configuration.apiVersion)
    }

    private static func transport(
        _ configuration: ClientConfiguration
    ) throws(APIError) -> HTTPClient {
        do throws(HTTPError) {
            return try HTTPClient(
                authorities: configuration.authorities,
                connections: max(configuration.concurrency, 1) + 2)
        } catch {
            throw APIError(
                .configuration, error.problem,
                advice: "Give a file of certificates in PEM form: caFile.")
        }
    }

    /// When the work that begins now must end at the latest.
    var deadline: ContinuousClock.Instant {
        let own = ContinuousClock.now + configuration.deadlines.patience
        return RunDeadline.instant.map { min($0, own) } ?? own
    }

    /// Does one piece of work on one server after the other until one does it. What a server
    /// began it must finish: the pages of a list never come from two.
    func onOneServer<Value: Sendable>(
        _ work: (Server, _ retries: Int) async throws -> Value
    ) async throws -> Value {
        let (servers, healthy) = pool.order()
        var faults: [APIError] = []
        for (position, server) in servers.enumerated() {
            // Where another healthy server waits, moving on beats trying again; and one that
            // failed before gets one chance when all others failed too.
            let isLastHealthy = position == max(healthy - 1, 0)
            do {
                let value = try await work(
                    server, isLastHealthy ? configuration.retries.maximum : 0)
                pool.succeeded(server)
                return value
            } catch let error as APIError {
                guard error.isOneServers else {
                    if error.status != nil { pool.succeeded(server) }
                    throw error
                }
                pool.failed(server, error)
                faults.append(error)
            }
        }
        // Where only some do not know the address, the others' fault says more.
        guard var error = faults.last(where: { $0.code != .notFound }) ?? faults.last else {
            throw APIError(.configuration, "no server is given")
        }
        if faults.count > 1 {
            error.problem =
                "no server answers: "
                + faults.map { "\($0.server ?? "one"): \($0.problem)" }.joined(separator: "; ")
            error.server = nil
            // One of which nobody knows when it is back may be back at any time.
            let returns = faults.compactMap(\.retryAt)
            error.retryAt = returns.count == faults.count ? returns.min() : nil
            if !returns.isEmpty { error.advice = APIError.laterAdvice(error.retryAt) }
        }
        throw error
    }

    func list<Row>(
        _ endpoint: Endpoint, id: String?, version: APIVersion, _ format: RowFormat<Row>
    ) async throws -> Listing<Row> {
        let deadline = deadline
        return try await onOneServer { server, retries in
            try await ListReader(
                core: self, endpoint: endpoint, version: version, id: id, format: format,
                server: server, retries: retries, deadline: deadline
            ).read()
        }
    }

    func single(
        _ endpoint: Endpoint, id: String?, version: APIVersion
    ) async throws -> (reply: Reply, server: Server) {
        let query = endpoint.fixedQuery.map {
            "\($0.name)=\(PercentEncoding.encode($0.value))"
        }
        let path =
            try endpoint.path(version: version, id: id)
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        let deadline = deadline
        return try await onOneServer { server, retries in
            let reply = try await requester.reply(
                to: endpoint, path: path, from: server, retries: retries, deadline: deadline)
            return (reply, server)
        }
    }

    /// Does the work in the version in use. Where nothing of v2.0 was ever answered and its
    /// address does not exist, v1.0 gets its chance, and is remembered if it answers.
    func inVersion<Value: Sendable>(
        _ hasV1: Bool, _ work: (APIVersion) async throws -> Value
    ) async throws -> Value {
        let version = versions.current
        do {
            let value = try await work(version)
            versions.decide(version)
            return value
        } catch let missing as APIError
            where missing.code == .notFound && version == .v2 && hasV1 && versions.mayFallBack
        {
            do {
                let value = try await work(.v1)
                versions.decide(.v1)
                return value
            } catch let error as APIError where error.code == .notFound {
                throw missing
            }
        }
    }

    /// The server's own description of its API, where it can be had without ado.
    func contract(from server: Server) async -> ServerContract? {
        let document = Endpoint("contract", "swagger", roles: [])
        for location in ServerContract.locations {
            guard
                let reply = try? await requester.reply(
                    to: document, path: location, from: server, retries: 0, deadline: deadline)
            else { continue }
            if let contract = ServerContract(reply.body, location: location) { return contract }
        }
        return nil
    }
}
