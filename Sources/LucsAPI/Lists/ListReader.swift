import CivilTime
import HTTP
import JSONText
import LucsModel

/// Reads one list from one server, page by page, until evidence shows its end (``ListEvidence``).
struct ListReader<Row: Sendable>: Sendable {
    let core: ClientCore
    let endpoint: Endpoint
    let version: APIVersion
    let id: String?
    let format: RowFormat<Row>
    let server: Server
    let retries: Int
    let deadline: ContinuousClock.Instant

    enum Outcome {
        case done(Listing<Row>)
        /// Begin again, with what was found out about paging.
        case again(Paging)
    }

    /// The state of one attempt.
    struct Attempt {
        let path: String
        let paging: Paging
        var pages: PageAccumulator<Row>
        var traits: ListTraits
        /// Rows asked for at a time.
        var size: Int
        var bytes = 0
        var links: Set<String> = []
        /// Whether the server said with the latest page that more rows follow.
        var saysMore = false
        /// Whether the settings were investigated in this attempt.
        var isInvestigated = false
    }

    /// - Throws: ``APIError``, `CancellationError`.
    func read() async throws -> Listing<Row> {
        let isPaged = version == .v2 && endpoint.isPaged
        var paging = isPaged ? await core.discovery.paging : Paging(style: .whole)
        // Settings change a few times at most: described, counted from 0, tried, smaller pages.
        for _ in 0..<10 {
            switch try await attempt(paging) {
            case .done(let listing): return listing
            case .again(let found): paging = found
            }
        }
        throw fault(.paging, "the server pages this list in a different way each time")
    }

    private func attempt(_ paging: Paging) async throws -> Outcome {
        let path = try endpoint.path(version: version, id: id)
        var state = Attempt(
            path: path, paging: paging, pages: PageAccumulator(format),
            traits: await core.discovery.traits(endpoint, server), size: paging.size)
        var target = path + query(paging.query(index: 0, rowsBefore: 0, size: state.size))
        while true {
            let page: ListPage<Row>
            let reply: Reply
            do {
                (page, reply) = try await self.page(target)
            } catch let error as APIError where error.refusesPage {
                if state.pages.pages > 0 { return try await refusedPage(&state, error) }
                if paging.style == .whole, version == .v2, error.status == 400 {
                    // Not every server has a size of its own.
                    let known = await core.discovery.paging
                    if known.style != .whole { return .again(known) }
                }
                if paging.style == .page, let found = await investigate([], path, paging) {
                    return .again(found)
                }
                return .again(try await smallerPages(than: paging, after: error))
            } catch let error as APIError
                where error.mayBeTheSize && state.pages.pages == 0 && paging.style != .whole
            {
                return .again(try await triedSmallerPages(than: paging, after: error))
            }
            if state.pages.pages == 0, paging.style != .whole {
                await core.discovery.accept(paging.size, endpoint, server)
            }
            state.bytes += reply.bytes
            let added = state.pages.add(
                page, observedAt: reply.observedAt, countsRows: state.traits.total != .page)
            core.sizes.note(added.elements, endpoint)
            if let limit = exceededLimit(state) { return try await finish(&state, limit) }
            switch try await step(after: added, page.claims, &state) {
            case .follow(let next): target = next
            case .finished(let outcome): return outcome
            }
        }
    }

    private enum Step {
        case follow(String)
        case finished(Outcome)
    }

    /// Decides what to do after a page.
    private func step(
        after added: PageAccumulator<Row>.Added, _ claims: PageClaims, _ state: inout Attempt
    ) async throws -> Step {
        while true {
            let evidence = ListEvidence(
                claims: claims, elements: added.elements, fresh: added.fresh,
                repeatsFirst: added.repeatsFirst, repeatsLast: added.repeatsLast,
                pages: state.pages.pages, counted: state.pages.counted, total: state.pages.total,
                largestPage: state.pages.largestPage, size: state.size, style: state.paging.style,
                identified: state.pages.rows.count, hasLinks: !state.links.isEmpty,
                traits: state.traits)
            state.saysMore = evidence.saysMore
            switch evidence.verdict(isInvestigated: state.isInvestigated) {
            case .end: return .finished(try await finish(&state))
            case .contradiction(let reason): return .finished(try await finish(&state, reason))
            case .follow(let link):
                return try await follow(link, &state)
            case .next: return .follow(nextPage(added, &state))
            case .investigate:
                state.isInvestigated = true
                let rows = Set(state.pages.firstPage)
                if let found = await investigate(rows, state.path, state.paging) {
                    return .finished(.again(found))
                }
            case .pageAnyway:
                let known = await core.discovery.paging
                guard version == .v2, known.style != .whole else {
                    return .finished(try await finish(&state, "the server announced more pages"))
                }
                return .finished(.again(known))
            case .ignored(let saysMore):
                return .finished(try await parametersIgnored(saysMore: saysMore, &state))
            }
        }
    }

    /// Follows a link to the next page, within the list that it came with.
    private func follow(_ link: String, _ state: inout Attempt) async throws -> Step {
        guard let target = server.path(of: link, from: state.path),
            target.prefix(while: { $0 != "?" }).lowercased() == state.path.lowercased()
        else {
            let named = ErrorBody.shortened(link, core.configuration.key) ?? "nothing"
            return .finished(
                try await finish(
                    &state, "the link to the next page leads out of the list: \(named)"))
        }
        guard state.links.insert(target).inserted else {
            return .finished(
                try await finish(&state, "the server's links to the next page lead in a circle"))
        }
        return .follow(target)
    }

    /// A page after the first was refused: the end of the list, unless the server said that it
    /// goes on.
    private func refusedPage(_ state: inout Attempt, _ error: APIError) async throws -> Outcome {
        guard state.saysMore || !state.links.isEmpty else { return try await finish(&state) }
        return try await finish(
            &state,
            "the server announced another page and refused it (HTTP \(error.status ?? 0))")
    }

    private func nextPage(
        _ added: PageAccumulator<Row>.Added, _ state: inout Attempt
    ) -> String {
        // From the first page on the server's own size, which any way of counting agrees with.
        if state.pages.pages == 1 { state.size = max(added.elements, 1) }
        return state.path
            + query(
                state.paging.query(
                    index: state.pages.pages, rowsBefore: state.pages.elements, size: state.size))
    }

    private func exceededLimit(_ state: Attempt) -> String? {
        let configuration = core.configuration
        if state.pages.pages >= configuration.maximumPages {
            return "reading stopped after \(state.pages.pages.counted("page"))"
        }
        if state.pages.rows.count >= configuration.maximumRows {
            return "reading stopped after \(state.pages.rows.count.counted(format.noun))"
        }
        if state.bytes >= configuration.maximumListBytes {
            return "reading stopped after \(state.bytes >> 20) MiB"
        }
        return nil
    }

    // MARK: One page

    func page(_ path: String) async throws -> (page: ListPage<Row>, reply: Reply) {
        var reply = try await core.requester.reply(
            to: endpoint, path: path, from: server, retries: retries, deadline: deadline)
        if reply.hasNoContent { return (ListPage(), reply) }
        do {
            let page = try PageReader(
                format: format, expectedRows: core.sizes.largestPage(of: endpoint)
            ).read(reply.body)
            core.statistics.note(page.unknownMembers, page.unreadableValues)
            core.statistics.note(page.unreadableValues.latest, observedAt: reply.observedAt)
            core.statistics.noteLocal(
                page.unreadableValues.latestWithoutZone, observedAt: reply.observedAt)
            reply.body = []
            return (page, reply)
        } catch let error as JSONError {
            throw fault(.badData, error.problem, advice: error.advice)
        } catch is NotAList {
            throw fault(.badData, "the response is not a list")
        } catch is ReportedError {
            throw ResponseCheck(endpoint: endpoint, server: server, key: core.configuration.key)
                .reported(in: reply.body)
        }
    }

    func fault(
        _ code: APIError.Code, _ problem: String,
        advice: String = "Run lucstats doctor to see what the server returns."
    ) -> APIError {
        APIError(
            code, problem, advice: advice, server: server.origin.description,
            endpoint: endpoint.name)
    }

    func query(_ items: [(name: String, value: String)]) -> String {
        let items = endpoint.fixedQuery + items
        guard !items.isEmpty else { return "" }
        return "?"
            + items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }
}

extension APIError {
    /// Whether a server that cannot make pages of the size asked for may have failed for that.
    fileprivate var mayBeTheSize: Bool { code == .serverFault && status == 500 }

    /// Whether a server says by this that it has no such page, or not one of that size.
    fileprivate var refusesPage: Bool {
        guard !isWebPage, let status else { return false }
        return [400, 404, 410, 413, 416, 422].contains(status)
    }
}
