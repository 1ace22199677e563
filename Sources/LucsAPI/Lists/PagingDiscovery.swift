import Locking
import LucsModel

/// What the lists of one endpoint on one server have shown about their paging.
///
/// It helps to read the next list of the endpoint with fewer requests. It never outweighs what
/// that list's own pages show.
struct ListTraits: Hashable, Sendable {
    /// What the totals in the responses count; totals that proved wrong are left out as those of
    /// pages are.
    var total: Paging.Total?
    /// Whether some list of several pages on the server showed that totals count the list.
    var isTotalShown = false
    /// The rows of the largest list that one page held, and another request showed to be whole.
    var largestWhole = 0
    /// Which of the paging parameters the endpoint obeys.
    var obeyed: Obeyed?

    enum Obeyed: Hashable, Sendable {
        case both
        /// Pages are as small as asked for, but always the first one.
        case sizeOnly
        case neither
    }
}

/// Finds out how a server pages its lists, once, and keeps it for the lists to come.
///
/// Reading lists is the business of ``ListReader``: it asks here what to send, and comes back if
/// a list contradicts what is known.
actor PagingDiscovery {
    struct Place: Hashable {
        var server: Int
        var endpoint: String
    }

    var paging: Paging
    /// Whether the settings are configured, or shown right by the server's responses.
    var isProven: Bool
    private let isConfigured: Bool
    private var hasReadContract: Bool
    private var hasTried = false
    var traits: [Place: ListTraits] = [:]
    /// The largest size that each endpoint accepted.
    private var accepted: [Place: Int] = [:]
    /// When smaller pages were last asked for since the endpoint failed.
    private var triedSmallerAt: [Place: ContinuousClock.Instant] = [:]
    /// The size that the server refused first, if it did.
    private(set) var refusedSize: Int?
    private var running: Task<Void, Never>?
    private var trials: [Place: Task<ListTraits.Obeyed?, Never>] = [:]

    init(configured: Paging?) {
        paging = configured ?? Paging()
        isConfigured = configured != nil
        isProven = configured != nil
        hasReadContract = configured != nil
    }

    // MARK: Settings

    /// A list of several pages was read to its end by these settings.
    func prove(_ used: Paging) {
        if used == paging { isProven = true }
    }

    /// Takes settings that were found out by other means.
    func adopt(_ found: Paging, isProven: Bool) {
        paging = found
        self.isProven = self.isProven || isProven
        hasReadContract = true
    }

    /// The next smaller size to try after the server refused pages of this one; `nil` if there
    /// is none, or if the endpoint accepted the size before: then something else is refused.
    func smallerSize(than size: Int, _ endpoint: Endpoint, _ server: Server) -> Int? {
        let place = Place(server: server.index, endpoint: endpoint.name)
        if let accepted = accepted[place], accepted >= size { return nil }
        if paging.size < size { return paging.size }
        return [250, 100, 50, 25, 10].first { $0 < size }
    }

    /// A smaller size to try after the server failed at pages of this one; `nil` if the endpoint
    /// accepted the size before, or if that was tried a short while ago.
    func sizeToTry(than size: Int, _ endpoint: Endpoint, _ server: Server) -> Int? {
        let place = Place(server: server.index, endpoint: endpoint.name)
        if let accepted = accepted[place], accepted >= size { return nil }
        if paging.size < size { return paging.size }
        guard size > Self.modestSize else { return nil }
        let now = ContinuousClock.now
        if let last = triedSmallerAt[place], now - last < Self.triesApart { return nil }
        triedSmallerAt[place] = now
        return Self.modestSize
    }

    /// A page of so many rows is nothing to any server that works.
    private static let modestSize = 100
    private static let triesApart = Duration.seconds(600)

    /// The endpoint returned a page of this size; a smaller one than before is kept.
    func accept(_ size: Int, _ endpoint: Endpoint, _ server: Server) {
        let place = Place(server: server.index, endpoint: endpoint.name)
        accepted[place] = max(accepted[place] ?? 0, size)
        if size < paging.size {
            if refusedSize == nil { refusedSize = paging.size }
            paging.size = size
        }
    }

    /// Finds out once whether the server counts pages from 0; others that ask at the same time
    /// wait for it.
    ///
    /// - Parameters:
    ///   - rows: the rows that came as page 1 of a list.
    ///   - firstPage: asks for the first page of the same list by these settings; `nil` if that
    ///     is refused.
    func investigate(
        rows: Set<EntityID>, firstPage: @escaping @Sendable (Paging) async -> Set<EntityID>?
    ) async -> Paging {
        while let running { await running.value }
        if isProven { return paging }
        guard paging.style == .page, paging.firstPage == 1 else {
            isProven = true
            return paging
        }
        let task = Task {
            // Before anyone who waits goes on: waiting for what has ended lets nobody else in.
            defer { running = nil }
            var counted = paging
            counted.firstPage = 0
            let zero = await firstPage(counted) ?? []
            // A server that counts from 0 shows its second page as number 1, or nothing. A row or
            // two may have moved from one to the other.
            if zero.subtracting(rows).count * 2 > zero.count { paging.firstPage = 0 }
            isProven = !zero.isEmpty || !rows.isEmpty
        }
        running = task
        await task.value
        return paging
    }

    /// A list shows that the server ignores the settings: takes those that the server describes,
    /// or tries others, each once for a client. Configured settings stay.
    ///
    /// - Parameters:
    ///   - contract: reads the paging settings from the server's own description.
    ///   - trial: finds parameters that the server obeys; `nil` if there are none.
    /// - Returns: other settings, or `nil` if there are none.
    func doubt(
        _ used: Paging, contract: @escaping @Sendable () async -> DescribedPaging?,
        trial: (@Sendable () async -> Paging?)?
    ) async -> Paging? {
        while let running { await running.value }
        if used != paging { return paging }
        guard !isConfigured else { return nil }
        let task = Task {
            defer { running = nil }
            if !hasReadContract {
                hasReadContract = true
                if let described = await contract(), described.paging != paging {
                    let size = min(paging.size, described.paging.size)
                    paging = described.paging
                    paging.size = size
                    isProven = described.hasFirstPage || described.paging.style == .offset
                }
            }
            if paging == used, !hasTried, let trial {
                hasTried = true
                if let found = await trial() {
                    paging = found
                    paging.size = min(found.size, used.size)
                    isProven = true
                }
            }
        }
        running = task
        await task.value
        return paging == used ? nil : paging
    }

    // MARK: Endpoints

    /// What is known of an endpoint's lists.
    func traits(_ endpoint: Endpoint, _ server: Server) -> ListTraits {
        var known = traits[Place(server: server.index, endpoint: endpoint.name)] ?? ListTraits()
        known.total = paging.total ?? known.total
        known.isTotalShown = traits.contains { place, traits in
            place.server == server.index && traits.total == .list
        }
        return known
    }

    /// Keeps what a list of several pages, or a trial, showed.
    func note(
        _ endpoint: Endpoint, _ server: Server, _ change: @Sendable (inout ListTraits) -> Void
    ) {
        change(&traits[Place(server: server.index, endpoint: endpoint.name), default: ListTraits()])
    }

    /// Tries out, once for lists of several rows, which paging parameters an endpoint obeys.
    ///
    /// - Parameter trial: `nil` if it shows nothing.
    func examine(
        _ endpoint: Endpoint, _ server: Server,
        trial: @escaping @Sendable () async -> ListTraits.Obeyed?
    ) async -> ListTraits {
        let place = Place(server: server.index, endpoint: endpoint.name)
        let task = trials[place] ?? Task { await trial() }
        trials[place] = task
        let obeyed = await task.value
        if obeyed == nil { trials[place] = nil }
        // A list of several pages may have shown it in the meantime.
        if traits[place]?.obeyed != .both { traits[place, default: ListTraits()].obeyed = obeyed }
        return traits(endpoint, server)
    }

    /// The meaning of totals, where the lists read so far agree on one.
    var totals: Paging.Total? {
        let known = Set(traits.values.compactMap(\.total))
        return paging.total ?? (known.count == 1 ? known.first : nil)
    }
}

/// Paging settings as the server's own description states them.
public struct DescribedPaging: Hashable, Sendable {
    public var paging: Paging
    /// Whether the number of the first page is described too.
    public var hasFirstPage: Bool
}

/// The largest page of each endpoint so far: room for so many rows is made at once.
final class PageSizes: Sendable {
    private let largest = Locked<[String: Int]>([:])

    func note(_ rows: Int, _ endpoint: Endpoint) {
        largest.withLock { $0[endpoint.name] = max($0[endpoint.name] ?? 0, rows) }
    }

    func largestPage(of endpoint: Endpoint) -> Int { largest.withLock { $0[endpoint.name] ?? 0 } }

    /// The largest page of any endpoint.
    var largestPage: Int { largest.withLock { $0.values.max() ?? 0 } }
}
