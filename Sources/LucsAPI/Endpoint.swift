/// The versions of the API. v2.0 answers lists by pages and knows user states.
public enum APIVersion: String, Hashable, Sendable, CaseIterable {
    case v1 = "v1.0"
    case v2 = "v2.0"
}

/// One read endpoint of the API: what to send, and which role the key needs for it.
public struct Endpoint: Hashable, Sendable {
    /// What the `{id}` of a path names.
    public enum Subject: String, Hashable, Sendable {
        case organizationUnit = "organization unit"
        case service, user, task, callback
    }

    /// The stable name that people use: `service-tasks`.
    public let name: String
    /// `GET`, and `POST` for the one search.
    public let method: String
    /// The path below the version, `{id}` standing for an identifier: `services/{id}/tasks`.
    public let path: String
    public let subject: Subject?
    public let versions: Set<APIVersion>
    /// Whether v2.0 answers by pages; v1.0 never does.
    public let isPaged: Bool
    /// Whether the response is a list of objects, in both versions.
    public let isList: Bool
    /// What v2.0 is to return of users beside the usual members: `Traits,Profiles`.
    public var fieldsToReturn: String?
    /// The body of a search, JSON; without it `{}`, which finds all.
    public var search: String?
    /// The roles any one of which opens the endpoint, as LUCS names them.
    public let roles: [String]

    init(
        _ name: String, _ path: String, of subject: Subject? = nil, method: String = "GET",
        versions: Set<APIVersion> = [.v1, .v2], isPaged: Bool = false, isList: Bool? = nil,
        roles: [String]
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.subject = subject
        self.versions = versions
        self.isPaged = isPaged
        self.isList = isList ?? isPaged
        self.roles = roles
    }

    /// Sent with every request, whichever page it asks for.
    var fixedQuery: [(name: String, value: String)] {
        fieldsToReturn.map { [("fieldsToReturn", $0)] } ?? []
    }

    /// The endpoint of that name, or `nil`.
    public static func named(_ name: String) -> Endpoint? {
        all.first { $0.name == name }
    }

    /// The path as sent, below the server's own address: `v2.0/services/…/tasks`.
    ///
    /// - Throws: ``APIError`` with code `unsupported` where the version has no such endpoint, and
    ///   `configuration` where an identifier is missing or superfluous.
    func path(version: APIVersion, id: String?) throws(APIError) -> String {
        guard versions.contains(version) else {
            throw APIError(
                .unsupported, "API \(version.rawValue) has no such endpoint",
                advice: "Servers with API v2.0 do.", endpoint: name)
        }
        guard let subject else {
            guard id == nil else {
                throw APIError(.configuration, "takes no identifier", endpoint: name)
            }
            return "\(version.rawValue)/\(path)"
        }
        guard let id, !id.isEmpty else {
            throw APIError(
                .configuration, "needs the identifier of a \(subject.rawValue)", endpoint: name)
        }
        let escaped = PercentEncoding.encode(id)
        return "\(version.rawValue)/"
            + path.split(separator: "/").map { $0 == "{id}" ? escaped : String($0) }
            .joined(separator: "/")
    }
}

/// Percent-encoding of one path segment or query item: all but RFC 3986's unreserved characters.
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        // A segment of dots alone would be read as a step up the path.
        return bytes.allSatisfy { $0 == 46 }
            ? String(repeating: "%2E", count: bytes.count) : String(decoding: bytes, as: UTF8.self)
    }
}
