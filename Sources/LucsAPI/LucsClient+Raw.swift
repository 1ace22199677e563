public import CivilTime
import HTTP
import JSONText
import LucsModel

/// An answer as the server wrote it.
public struct RawResponse: Sendable {
    /// JSON: the body, or one array with the elements of all pages.
    public var json: [UInt8]
    public var observedAt: Timestamp
    /// How many elements all pages had; `nil` where one answer is all that was asked for.
    public var elements: Int?
    /// Why elements may be missing.
    public var shortfall: String?
    /// The elements of the first page, if that is all that was asked for and more may follow.
    public var firstPage: Int?
}

extension LucsClient {
    /// Asks any endpoint and hands on what it says.
    ///
    /// - Parameters:
    ///   - id: of what the endpoint's path names, if it names something.
    ///   - all: whether to read a list to its end; without it the first answer is all, asked for
    ///     without paging parameters.
    public func raw(
        _ endpoint: Endpoint, id: String? = nil, all: Bool = false
    ) async throws -> RawResponse {
        do {
            return try await core.inVersion(endpoint.versions.contains(.v1)) { version in
                all
                    ? try await whole(endpoint, id, version)
                    : try await first(endpoint, id, version)
            }
        } catch let missing as APIError
            where missing.code == .notFound && !endpoint.versions.contains(.v1)
            && core.versions.mayFallBack
        {
            // Any list that both versions have shows whether there is a v2.0 at all.
            _ = try await services()
            if version == .v1 { _ = try endpoint.path(version: .v1, id: id) }
            throw missing
        }
    }

    private func whole(
        _ endpoint: Endpoint, _ id: String?, _ version: APIVersion
    ) async throws -> RawResponse {
        let listing = try await core.list(endpoint, id: id, version: version, .raw)
        return RawResponse(
            json: Self.array(listing.rows), observedAt: listing.observedAt,
            elements: listing.rows.count, shortfall: listing.shortfall)
    }

    private func first(
        _ endpoint: Endpoint, _ id: String?, _ version: APIVersion
    ) async throws -> RawResponse {
        let (reply, server) = try await core.single(endpoint, id: id, version: version)
        guard !reply.body.isEmpty else {
            return RawResponse(json: Array("null".utf8), observedAt: reply.observedAt)
        }
        do {
            try JSONReader.read(reply.body) { reader in try reader.skipValue() }
        } catch let error as JSONError {
            throw APIError(
                .badData, "the response is not valid JSON: \(error)",
                server: server.origin.description, endpoint: endpoint.name)
        }
        var answer = RawResponse(json: reply.body, observedAt: reply.observedAt)
        if version == .v2, endpoint.isPaged,
            let page = try? PageReader(format: .raw).read(reply.body)
        {
            answer.firstPage = page.isEvidentlyWhole ? nil : page.elements
        }
        return answer
    }

    private static func array(_ elements: [RawElement]) -> [UInt8] {
        var json: [UInt8] = [UInt8(ascii: "[")]
        json.reserveCapacity(elements.reduce(2) { $0 + $1.json.count + 2 })
        for (index, element) in elements.enumerated() {
            json.append(contentsOf: index == 0 ? "\n".utf8 : ",\n".utf8)
            json.append(contentsOf: element.json)
        }
        json.append(contentsOf: "\n]".utf8)
        return json
    }
}

extension ListPage {
    /// No server has smaller pages without being asked for them.
    private static var minimumPage: Int { 10 }

    /// Whether the page shows that no other follows.
    fileprivate var isEvidentlyWhole: Bool {
        if claims.hasMore == true { return false }
        if case .link = claims.next { return false }
        return claims.hasMore == false || claims.next == .none || claims.totalPages == 1
            || claims.total == elements || claims.total == nil && elements < Self.minimumPage
    }
}
