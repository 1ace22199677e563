import LucsModel

/// Finding out how the server pages, by requests of the list that is read.
extension ListReader {
    /// Settings that fit better than those in use, or `nil`: the server may count pages from 0.
    func investigate(
        _ rows: Set<EntityID>, _ path: String, _ paging: Paging
    ) async -> Paging? {
        var found = await core.discovery.investigate(rows: rows) { tried in
            let query = query(tried.query(index: 0, rowsBefore: 0, size: paging.size))
            guard let page = try? await self.page(path + query).page else { return nil }
            return Set(page.ids)
        }
        // The size in use may be smaller, where a larger one was refused.
        found.size = paging.size
        return found == paging ? nil : found
    }

    /// Settings in place of those that the server ignores, or `nil`.
    func otherSettings(than used: Paging, mayTry: Bool) async -> Paging? {
        let trial: @Sendable () async -> Paging? = { [self] in
            try? await PagingTrial(core: core, endpoint: endpoint, id: id).run(described: nil)
        }
        return await core.discovery.doubt(
            used, contract: { [self] in await core.contract(from: server)?.paging },
            trial: mayTry ? trial : nil)
    }

    /// Asks for the second row alone: what comes instead shows which parameters are ignored.
    func examine(_ state: Attempt) async -> ListTraits {
        let path =
            state.path + query(state.paging.query(index: 1, rowsBefore: 1, size: 1))
        let rows = state.pages.firstPage
        return await core.discovery.examine(endpoint, server) {
            guard rows.count > 1, let page = try? await self.page(path).page else { return nil }
            if page.elements > 1 { return .neither }
            return page.ids.first == rows.first ? .sizeOnly : .both
        }
    }

    /// Settings with smaller pages than those that the server refused.
    ///
    /// - Throws: the refusal, if smaller pages are refused too or the size was accepted before.
    func smallerPages(
        than paging: Paging, after error: APIError
    ) async throws -> Paging {
        guard paging.style != .whole, error.code == .rejected,
            let size = await core.discovery.smallerSize(than: paging.size, endpoint, server)
        else { throw error }
        var smaller = paging
        smaller.size = size
        return smaller
    }

    /// Settings with smaller pages, if a server that failed with large ones returns them.
    ///
    /// Asked for once in a while only: most servers that fail do so whatever the size.
    ///
    /// - Throws: the failure, if smaller pages make no difference.
    func triedSmallerPages(
        than paging: Paging, after error: APIError
    ) async throws -> Paging {
        guard let size = await core.discovery.sizeToTry(than: paging.size, endpoint, server)
        else { throw error }
        var smaller = paging
        smaller.size = size
        let once = ListReader(
            core: core, endpoint: endpoint, version: version, id: id, format: format,
            server: server, retries: 0, deadline: deadline)
        let path = try endpoint.path(version: version, id: id)
        let first = query(smaller.query(index: 0, rowsBefore: 0, size: size))
        guard (try? await once.page(path + first)) != nil else { throw error }
        return smaller
    }
}
