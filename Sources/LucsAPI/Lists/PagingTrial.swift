import JSONText
import LucsModel

/// Finds out by asking which paging parameters a server obeys: a page of one row has one row.
struct PagingTrial: Sendable {
    let core: ClientCore
    let endpoint: Endpoint
    /// Of the object that the endpoint's path names, if it names one.
    var id: String?

    /// Pairs of parameters that servers use, for those that do not describe theirs.
    private static let candidates: [Paging] = [
        Paging(), Paging(style: .offset),
        Paging(numberParameter: "pageNumber", sizeParameter: "pageSize"),
        Paging(numberParameter: "pageIndex", sizeParameter: "pageSize"),
        Paging(numberParameter: "page", sizeParameter: "limit"),
        Paging(numberParameter: "page", sizeParameter: "size"),
        Paging(style: .offset, numberParameter: "offset", sizeParameter: "limit"),
        Paging(style: .offset, numberParameter: "$skip", sizeParameter: "$top"),
    ]

    /// The first settings that the server obeys, of those described and the default ones; `nil` if
    /// none shows, as with a list of one.
    func run(described: Paging?) async throws -> Paging? {
        let first = try await page([])
        guard first.elements > 1, let top = first.ids.first else { return nil }
        for candidate in (described.map { [$0] } ?? []) + Self.candidates {
            guard var found = try await obeyed(candidate, top: top) else { continue }
            if let described, described.numberParameter == found.numberParameter {
                found.size = described.size
            }
            return found
        }
        return nil
    }

    private func obeyed(_ paging: Paging, top: EntityID) async throws -> Paging? {
        func row(_ number: Int) async throws -> EntityID? {
            let page = try await page([
                (paging.numberParameter, "\(number)"), (paging.sizeParameter, "1"),
            ])
            return page.elements == 1 ? page.ids.first : nil
        }
        // A number that the server has no page for may be refused.
        let zero = try? await row(0)
        let one = try? await row(1)
        switch (zero, one) {
        case (top?, let next?) where next != top:
            var found = paging
            found.firstPage = 0
            return found
        case (_, top?) where paging.style == .page:
            // Only the size may be obeyed.
            guard let two = try? await row(2), two != top else { return nil }
            var found = paging
            found.firstPage = 1
            return found
        default: return nil
        }
    }

    private func page(_ query: [(String, String)]) async throws -> ListPage<RawElement> {
        let items = query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        let path =
            try endpoint.path(version: .v2, id: id)
            + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
        return try await core.onOneServer { server, retries in
            let reply = try await core.requester.reply(
                to: endpoint, path: path, from: server, retries: retries,
                deadline: core.deadline)
            return try PageReader(format: .raw).read(reply.body)
        }
    }
}
