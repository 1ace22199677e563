import HTTP
import JSONText
import LucsModel

/// Reads one list from one server, page by page, until it is whole.
struct ListReader<Row: Sendable>: Sendable {
    let core: ClientCore
    let endpoint: Endpoint
    let version: APIVersion
    let id: String?
    let format: RowFormat<Row>
    let server: Server
    let retries: Int
    let deadline: ContinuousClock.Instant

    private enum Outcome {
        case done(Listing<Row>)
        /// Begin again, with what was learned about paging.
        case again(Paging)
    }

    /// - Throws: ``APIError``, `CancellationError`.
    func read() async throws -> Listing<Row> {
        let isPaged = version == .v2 && endpoint.isPaged
        var paging = isPaged ? await core.knowledge.paging : Paging(style: .whole)
        var mayLearn = true
        while true {
            switch try await read(paging, mayLearn: mayLearn) {
            case .done(let listing): return listing
            case .again(let learned):
                // Paging a list that was thought whole leaves one more thing to learn.
                mayLearn = paging.style == .whole
                paging = learned
            }
        }
    }

    private func read(_ paging: Paging, mayLearn: Bool) async throws -> Outcome {
        let path = try endpoint.path(version: version, id: id)
        var gathering = ListGathering(format)
        var size = paging.size
        var next = path + query(paging.query(index: 0, rowsBefore: 0, size: size))
        var links: Set<String> = []
        while true {
            let (page, reply) = try await self.page(next)
            // No page can be larger than what was asked for, if the server heeds that at all.
            let evident = min(
                size, max(gathering.largestPage, core.sizes.largest(endpoint, server)))
            let added = gathering.add(page, observedAt: reply.observedAt)
            core.sizes.note(added.elements, endpoint, server)

            if gathering.isTotalReached {
                // A list that fits into one page says nothing of how pages are asked for.
                if paging.style == .page, gathering.pages > 1, added.elements > 0 {
                    await core.knowledge.prove(paging)
                }
                return try done(gathering)
            }
            if case .link(let link) = page.next {
                guard let target = server.path(of: link, from: path), links.insert(target).inserted
                else {
                    return try done(gathering, "the server's links to the next page go in a circle")
                }
                if added.elements == 0 { return try done(gathering) }
                next = target
            } else {
                if page.next == .none || !links.isEmpty { return try done(gathering) }
                if paging.style == .whole {
                    guard gathering.total != nil, version == .v2 else { return try done(gathering) }
                    let known = await core.knowledge.paging
                    return known.style == .whole ? try done(gathering) : .again(known)
                }
                if gathering.pages == 1 {
                    if mayLearn, let learned = await learn(gathering.firstRows, path, paging) {
                        return .again(learned)
                    }
                    if core.sizes.isIgnoring(endpoint, server) {
                        return try wholeDespitePaging(gathering, paging)
                    }
                    // From here on the server's own size, which any way of counting agrees with.
                    size = max(added.elements, 1)
                }
                if added.elements == 0 { return try done(gathering) }
                if gathering.pages > 1, added.fresh == 0 {
                    guard added.repeatsFirst else { return try done(gathering) }
                    if added.elements > 1 { core.sizes.noteIgnoring(endpoint, server) }
                    return try wholeDespitePaging(gathering, paging)
                }
                if gathering.total == nil, added.elements < evident { return try done(gathering) }
                next =
                    path
                    + query(
                        paging.query(
                            index: gathering.pages, rowsBefore: gathering.elements, size: size))
            }
            if gathering.pages >= core.configuration.mostPages {
                return try done(
                    gathering, "reading stopped after \(gathering.pages) pages")
            }
        }
    }

    private func done(
        _ gathering: ListGathering<Row>, _ shortfall: String? = nil
    ) throws -> Outcome {
        do {
            return .done(
                try gathering.listing(shortfall: shortfall, now: core.configuration.now()))
        } catch var error {
            error.endpoint = endpoint.name
            error.server = server.origin.description
            throw error
        }
    }

    /// The server answers the same rows whatever page is asked for: they may be all there are.
    private func wholeDespitePaging(
        _ gathering: ListGathering<Row>, _ paging: Paging
    ) throws -> Outcome {
        let settings = "paging.numberParameter and paging.sizeParameter"
        if let total = gathering.total {
            return try done(
                gathering,
                "the server told of \(total) \(format.plural) and gave the same "
                    + "\(gathering.rows.count) for every page: \(settings) do not fit it")
        }
        guard
            !core.sizes.isSuspicious(gathering.firstPageSize, asked: paging.size, server)
        else {
            throw APIError(
                .paging,
                "the server gave the same \(gathering.firstPageSize) \(format.plural) for every "
                    + "page, which may not be all",
                advice: "It does not know the parameters \(paging.numberParameter) and "
                    + "\(paging.sizeParameter): set \(settings), or paging.style to whole if it "
                    + "always answers whole lists.",
                server: server.origin.description, endpoint: endpoint.name)
        }
        return try done(gathering)
    }

    /// Settings that fit better than those in use, or `nil`.
    private func learn(
        _ rows: Set<EntityID>, _ path: String, _ paging: Paging
    ) async -> Paging? {
        if await core.knowledge.isProven {
            // Another list may have found out since this one asked for its first page.
            let known = await core.knowledge.paging
            return known == paging ? nil : known
        }
        let learned = await core.knowledge.investigate(rows: rows) {
            await core.contract(from: server)?.paging
        } firstPage: { tried in
            let query = query(tried.query(index: 0, rowsBefore: 0, size: tried.size))
            guard let page = try? await self.page(path + query).page else { return nil }
            return Set(page.ids)
        }
        return learned == paging ? nil : learned
    }

    private func page(_ path: String) async throws -> (page: ListPage<Row>, reply: Reply) {
        var reply = try await core.requester.reply(
            to: endpoint, path: path, from: server, retries: retries, deadline: deadline)
        do {
            let page = try PageReader(
                format: format, expectedRows: core.sizes.largest(endpoint, server)
            ).read(reply.body)
            core.statistics.note(page.unknownMembers)
            reply.body = []
            return (page, reply)
        } catch let error as JSONError {
            throw badData("the answer is not proper JSON: \(error)")
        } catch is NotAList {
            throw badData("the answer is no list")
        }
    }

    private func badData(_ problem: String) -> APIError {
        APIError(
            .badData, problem, advice: "Run lucstats doctor to see what the server answers.",
            server: server.origin.description, endpoint: endpoint.name)
    }

    private func query(_ items: [(name: String, value: String)]) -> String {
        guard !items.isEmpty else { return "" }
        return "?"
            + items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }
}
