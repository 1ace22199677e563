/// What a client found out about its servers' paging: for a run that follows, so that it need not
/// find it out again.
public struct PagingMemory: Hashable, Sendable {
    /// The lists of one endpoint on one server.
    public struct Endpoint: Hashable, Sendable {
        /// The server's place in the configuration, from 0.
        public var server: Int
        public var endpoint: String
        /// What totals count, if that was shown.
        public var total: Paging.Total?
        /// The rows of the largest list that one page held.
        public var largestWhole: Int

        public init(server: Int, endpoint: String, total: Paging.Total?, largestWhole: Int) {
            self.server = server
            self.endpoint = endpoint
            self.total = total
            self.largestWhole = largestWhole
        }
    }

    /// The number of the first page, if that was shown.
    public var firstPage: Int?
    public var endpoints: [Endpoint]

    public init(firstPage: Int? = nil, endpoints: [Endpoint] = []) {
        self.firstPage = firstPage
        self.endpoints = endpoints
    }

    public var isEmpty: Bool { firstPage == nil && endpoints.isEmpty }
}

extension PagingDiscovery {
    /// What was found out under the default parameter names; other names are for the
    /// configuration.
    var memory: PagingMemory {
        var memory = PagingMemory()
        var plain = Paging()
        plain.firstPage = paging.firstPage
        plain.size = paging.size
        plain.total = paging.total
        if isProven, paging == plain { memory.firstPage = paging.firstPage }
        for (place, traits) in traits where traits.total != nil || traits.largestWhole > 0 {
            memory.endpoints.append(
                PagingMemory.Endpoint(
                    server: place.server, endpoint: place.endpoint, total: traits.total,
                    largestWhole: traits.largestWhole))
        }
        memory.endpoints.sort { ($0.server, $0.endpoint) < ($1.server, $1.endpoint) }
        return memory
    }

    /// Goes on with what an earlier run found out. Configured settings stay.
    func resume(_ memory: PagingMemory) {
        if let firstPage = memory.firstPage, !isProven, (0...1).contains(firstPage) {
            paging.firstPage = firstPage
            isProven = true
        }
        for endpoint in memory.endpoints {
            let place = Place(server: endpoint.server, endpoint: endpoint.endpoint)
            traits[place, default: ListTraits()].total = endpoint.total
            traits[place]?.largestWhole = max(endpoint.largestWhole, 0)
        }
    }
}
