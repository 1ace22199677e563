import CivilTime
import HTTP
import LucsModel

/// The end of a list: whether it is whole, and what it showed for those to come.
extension ListReader {
    func finish(_ state: inout Attempt, _ reason: String? = nil) async throws -> Outcome {
        var reason = reason
        let isPaged = state.pages.pages > 1
        if isPaged, state.paging.style == .page, state.pages.rows.count > state.pages.firstPageSize
        {
            await core.discovery.prove(state.paging)
        }
        if reason == nil, isPaged, state.links.isEmpty, state.pages.total == nil,
            state.pages.rows.count > state.pages.firstPageSize
        {
            // Nothing but the rows themselves can show that they moved while they were read.
            let first = query(
                state.paging.query(index: 0, rowsBefore: 0, size: state.paging.size))
            let again = try await page(state.path + first).page
            if Set(again.ids) != Set(state.pages.firstPage) {
                reason = "the list changed while it was read"
            }
        }
        do {
            let listing = try state.pages.listing(
                shortfall: reason, now: core.configuration.now())
            await note(state, isComplete: listing.isComplete)
            return .done(listing)
        } catch var error {
            error.endpoint = endpoint.name
            error.server = server.origin.description
            throw error
        }
    }

    /// Keeps what the list showed, for the lists of the same endpoint.
    private func note(_ state: Attempt, isComplete: Bool) async {
        let pages = state.pages
        let isConfirmed = isComplete && pages.total == pages.counted
        let isOnePage = pages.rows.count <= pages.firstPageSize
        let isContradicted = pages.isTotalContradicted
        guard pages.pages > 1 else { return }
        if !isOnePage, isComplete, state.links.isEmpty {
            await core.discovery.note(endpoint, server) { $0.obeyed = .both }
        }
        guard isConfirmed || isContradicted else { return }
        await core.discovery.note(endpoint, server) { traits in
            if isContradicted {
                traits.total = .page
            } else if !isOnePage {
                traits.total = .list
            } else {
                traits.largestWhole = max(traits.largestWhole, pages.firstPageSize)
            }
        }
    }

    /// The server gives the same rows whatever page is asked for, or repeats its last page.
    func parametersIgnored(
        saysMore: Bool, _ state: inout Attempt
    ) async throws -> Outcome {
        if !saysMore {
            if state.traits.obeyed == nil { state.traits = await examine(state) }
            if state.traits.obeyed == .both { return try await finish(&state) }
        }
        let used = state.paging
        let isSuspicious = saysMore || isSuspicious(state)
        if let found = await otherSettings(than: used, mayTry: isSuspicious) {
            return .again(found)
        }
        guard isSuspicious else { return try await finish(&state) }
        let names =
            "\(used.numberParameter) and \(used.sizeParameter)"
        guard saysMore else {
            throw fault(
                .paging,
                "the server ignores the paging parameters \(names), so the list of "
                    + "\(state.pages.firstPageSize.counted(format.noun)) may be incomplete",
                advice: "Set paging.numberParameter and paging.sizeParameter, or paging.style to "
                    + "whole if it always returns complete lists.")
        }
        let rows = state.pages.rows.count
        let announced = state.pages.total?.counted(format.noun) ?? "more \(format.noun)s"
        return try await finish(
            &state,
            "the server announced \(announced) but returned \(rows), the same on "
                + "every page. If it ignores \(names), set paging.numberParameter and "
                + "paging.sizeParameter")
    }

    /// Whether the page of a server that ignores paging parameters looks cut off rather than whole:
    /// it has as many rows as asked for; or the size is obeyed and the page is the largest so far;
    /// or, without a total that agrees, it is as large as pages are by default and the largest.
    private func isSuspicious(_ state: Attempt) -> Bool {
        let rows = state.pages.firstPageSize
        if rows == state.paging.size { return true }
        guard core.sizes.largestPage <= rows else { return false }
        if state.traits.obeyed == .sizeOnly { return rows >= 10 }
        return state.pages.total == nil && ListEvidence.defaultSizes.contains(rows)
    }
}
