import HTTP
import LucsModel

/// How one of several servers is doing.
public struct ServerStatus: Hashable, Sendable {
    /// Scheme, host and port.
    public var address: String
    /// Its latest failure, if it has not responded since.
    public var failure: APIError?

    public var isUp: Bool { failure == nil }

    public init(address: String, failure: APIError? = nil) {
        self.address = address
        self.failure = failure
    }
}

/// Two servers that do not serve the same system.
public struct ServerDifference: Hashable, Sendable {
    /// Scheme, host and port of the two.
    public var first: String
    public var second: String
    /// What was compared: `services`.
    public var things: String
    public var counts: [Int]
    public var common: Int
}

extension ServerDifference: CustomStringConvertible {
    /// A clause for the operator.
    public var description: String {
        "\(first) and \(second) serve different systems: of \(counts[0]) and \(counts[1]) \(things) "
            + "they have \(common) in common"
    }
}

extension LucsClient {
    /// The servers in the configured order.
    public var serverStatus: [ServerStatus] {
        zip(servers, core.pool.failures).map { ServerStatus(address: $0, failure: $1) }
    }

    /// Compares the identifiers of organization units, services and users between the servers.
    ///
    /// Servers of one system have them in common but for what changed between two requests.
    ///
    /// - Returns: the first difference that only different systems explain, and whether every
    ///   server could be compared. Throws only when cancelled.
    public func compareServers() async throws -> (difference: ServerDifference?, isWhole: Bool) {
        guard core.pool.servers.count > 1 else { return (nil, true) }
        var isWhole = true
        for (endpoint, things) in [
            (Endpoint.services, "services"), (.organizationUnits, "organization units"),
            (.users, "users"),
        ] {
            var known: [(server: Server, ids: Set<EntityID>)] = []
            for server in core.pool.servers {
                guard let ids = try await identifiers(endpoint, on: server) else {
                    isWhole = isWhole && endpoint != .services
                    continue
                }
                // An empty list beside a filled one: nothing is shown either way.
                if known.contains(where: { $0.ids.isEmpty != ids.isEmpty }) { isWhole = false }
                for other in known where Self.areDifferent(ids, other.ids) {
                    let difference = ServerDifference(
                        first: other.server.origin.description,
                        second: server.origin.description, things: things,
                        counts: [other.ids.count, ids.count],
                        common: ids.intersection(other.ids).count)
                    return (difference, true)
                }
                known.append((server, ids))
            }
        }
        return (nil, isWhole)
    }

    /// `nil` if this server's list cannot be read whole.
    private func identifiers(
        _ endpoint: Endpoint, on server: Server
    ) async throws -> Set<EntityID>? {
        do {
            return try await core.inVersion(true) { version in
                func ids<Row>(
                    _ format: RowFormat<Row>, _ id: (Row) -> EntityID
                ) async throws -> Set<EntityID>? {
                    let listing = try await ListReader(
                        core: core, endpoint: endpoint, version: version, id: nil, format: format,
                        server: server, retries: 0, deadline: core.deadline
                    ).read()
                    return listing.isComplete ? Set(listing.rows.map(id)) : nil
                }
                switch endpoint {
                case .services: return try await ids(RowFormat<Service>(core.catalogue)) { $0.id }
                case .users: return try await ids(RowFormat<User>(core.catalogue)) { $0.id }
                default:
                    return try await ids(RowFormat<OrganizationUnit>(core.catalogue)) { $0.id }
                }
            }
        } catch is APIError {
            return nil
        }
    }

    /// A list that is empty says nothing: the server may be starting.
    static func areDifferent(_ a: Set<EntityID>, _ b: Set<EntityID>) -> Bool {
        guard !a.isEmpty, !b.isEmpty else { return false }
        let common = a.intersection(b).count
        return common == 0 || Double(common) < 0.9 * Double(max(a.count, b.count)) - 1
    }
}
