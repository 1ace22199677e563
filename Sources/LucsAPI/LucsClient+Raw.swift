public import CivilTime
import HTTP
import JSONText
import LucsModel

/// An answer as the server wrote it.
public struct RawAnswer: Sendable {
    /// JSON: the body, or one array with the elements of all pages.
    public var json: [UInt8]
    public var observedAt: Timestamp
    /// How many elements all pages had; `nil` where one answer is all that was asked for.
    public var elements: Int?
    /// Why elements may be missing.
    public var shortfall: String?
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
    ) async throws -> RawAnswer {
        try await core.inVersion(endpoint.versions.contains(.v1)) { version in
            if all {
                let listing = try await core.list(endpoint, id: id, version: version, .raw)
                return RawAnswer(
                    json: Self.array(listing.rows), observedAt: listing.observedAt,
                    elements: listing.rows.count, shortfall: listing.shortfall)
            }
            let (reply, server) = try await core.single(endpoint, id: id, version: version)
            do {
                if !reply.body.isEmpty {
                    try JSONReader.read(reply.body) { reader in try reader.skipValue() }
                }
            } catch let error as JSONError {
                throw APIError(
                    .badData, "the response is not valid JSON: \(error)",
                    server: server.origin.description, endpoint: endpoint.name)
            }
            return RawAnswer(
                json: reply.body.isEmpty ? Array("null".utf8) : reply.body,
                observedAt: reply.observedAt)
        }
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
