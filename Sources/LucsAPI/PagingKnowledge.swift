import Locking
import LucsModel

/// What is known of a server's paging: as configured, or found out and proven on the way.
actor PagingKnowledge {
    private(set) var paging: Paging
    /// Whether the number of the first page is certain.
    private(set) var isProven: Bool
    private var hasReadContract: Bool
    private var investigation: Task<Void, Never>?

    init(configured: Paging?) {
        paging = configured ?? Paging()
        isProven = configured != nil
        hasReadContract = configured != nil
    }

    /// A list was read whole by these settings.
    func prove(_ used: Paging) {
        if used == paging { isProven = true }
    }

    /// Takes settings that were found out by other means.
    func adopt(_ found: Paging, isProven: Bool) {
        paging = found
        self.isProven = self.isProven || isProven
        hasReadContract = true
    }

    /// Finds out what can be found out, once; others that ask meanwhile wait for that.
    ///
    /// - Parameters:
    ///   - rows: the rows that came with the present settings' first page.
    ///   - contract: reads the paging settings from the server's own description.
    ///   - firstPage: asks for the first page of the same list by these settings; `nil` when that
    ///     is refused.
    func investigate(
        rows: Set<EntityID>, contract: @escaping @Sendable () async -> ToldPaging?,
        firstPage: @escaping @Sendable (Paging) async -> Set<EntityID>?
    ) async -> Paging {
        while let running = investigation { await running.value }
        if isProven { return paging }
        let task = Task { await find(rows, contract, firstPage) }
        investigation = task
        await task.value
        return paging
    }

    private func find(
        _ rows: Set<EntityID>, _ contract: @Sendable () async -> ToldPaging?,
        _ page: @Sendable (Paging) async -> Set<EntityID>?
    ) async {
        // Before anyone who waits goes on: waiting for what has ended lets nobody else in.
        defer { investigation = nil }
        // What came as page 1: by other parameters than the told ones it says nothing.
        var one = rows
        if !hasReadContract {
            hasReadContract = true
            if let told = await contract(), told.paging != paging {
                paging = told.paging
                if told.isFirstPageTold || told.paging.style == .offset {
                    isProven = true
                    return
                }
                one = await page(paging) ?? []
            }
        }
        guard paging.style == .page, paging.firstPage == 1 else {
            isProven = true
            return
        }
        // A server that counts from 0 shows its second page as number 1, or nothing.
        var counted = paging
        counted.firstPage = 0
        let zero = await page(counted) ?? []
        if !zero.isEmpty, zero.isDisjoint(with: one) {
            paging = counted
            isProven = true
        } else if !one.isEmpty {
            isProven = true
        }
    }
}

/// Paging settings as the server's own description tells them.
public struct ToldPaging: Hashable, Sendable {
    public var paging: Paging
    /// Whether the number of the first page was told too.
    public var isFirstPageTold: Bool
}

/// How large pages were so far: what tells a short page from a full one.
final class PageSizes: Sendable {
    private struct Place: Hashable {
        var server: Int
        var endpoint: String
    }

    private struct State {
        var largest: [Place: Int] = [:]
        var largestOfServer: [Int: Int] = [:]
        var ignoring: Set<Place> = []
    }

    private let state = Locked(State())

    func note(_ rows: Int, _ endpoint: Endpoint, _ server: Server) {
        let place = Place(server: server.index, endpoint: endpoint.name)
        state.withLock { state in
            state.largest[place] = max(state.largest[place] ?? 0, rows)
            state.largestOfServer[server.index] = max(
                state.largestOfServer[server.index] ?? 0, rows)
        }
    }

    /// The largest page that the endpoint ever answered.
    func largest(_ endpoint: Endpoint, _ server: Server) -> Int {
        let place = Place(server: server.index, endpoint: endpoint.name)
        return state.withLock { $0.largest[place] ?? 0 }
    }

    func noteIgnoring(_ endpoint: Endpoint, _ server: Server) {
        let place = Place(server: server.index, endpoint: endpoint.name)
        state.withLock { _ = $0.ignoring.insert(place) }
    }

    /// Whether the endpoint proved to answer the same whatever page is asked for.
    func isIgnoring(_ endpoint: Endpoint, _ server: Server) -> Bool {
        let place = Place(server: server.index, endpoint: endpoint.name)
        return state.withLock { $0.ignoring.contains(place) }
    }

    /// Whether a page of this many rows, from a server that ignores the paging parameters, looks
    /// cut off rather than whole: as many as asked for, or a size that servers use by default
    /// and that this one never exceeded.
    func isSuspicious(_ rows: Int, asked: Int, _ server: Server) -> Bool {
        if rows == asked { return true }
        let usual: Set<Int> = [10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]
        return usual.contains(rows)
            && state.withLock { ($0.largestOfServer[server.index] ?? 0) <= rows }
    }
}
