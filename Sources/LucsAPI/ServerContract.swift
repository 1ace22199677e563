import JSONText

/// What a server's Swagger document tells about its API.
public struct ServerContract: Sendable {
    /// Where the document was found, below the server's address.
    public var location: String
    /// The version that the document names.
    public var version: String?
    /// Paths with their methods in upper case, as written there.
    public var operations: [String: Set<String>]
    /// How lists are paged, where the document tells.
    public var paging: DescribedPaging?
    private let document: JSONValue

    /// Where ASP.NET servers publish it.
    static let locations = locations(of: .v2)

    static func locations(of version: APIVersion) -> [String] {
        let whole = version.rawValue
        let short = whole.prefix { $0 != "." }
        return [
            "swagger/docs/\(whole)", "swagger/\(whole)/swagger.json", "swagger/docs/\(short)",
            "swagger/\(short)/swagger.json",
        ]
    }

    /// `nil` where the text is no such document.
    init?(_ body: [UInt8], location: String) {
        guard let document = try? JSONValue(parsing: body), let paths = document["paths"]?.object
        else { return nil }
        self.location = location
        self.document = document
        version = document["info"]?["version"]?.string
        operations = paths.mapValues { operations in
            Set((operations.object ?? [:]).keys.map { $0.uppercased() })
        }
        let lists = paths.keys.sorted().filter { path in
            let last = path.lowercased().split(separator: "/").last
            return last == "users" || last == "usersstates" || last == "services"
        }
        paging =
            lists.lazy.compactMap { path in
                Self.paging(
                    of: paths[path]?["get"], shared: paths[path]?["parameters"],
                    components: document)
            }
            .first
    }

    /// Catalogue endpoints of a version that the document does not describe.
    public func missing(_ version: APIVersion) -> [Endpoint] {
        let known = Set(
            operations.flatMap { path, methods in
                methods.map { "\($0) \(Self.shape(path))" }
            })
        return Endpoint.all.filter { endpoint in
            guard endpoint.versions.contains(version) else { return false }
            let shape = Self.shape(endpoint.path)
            return !known.contains("\(endpoint.method) \(shape)")
                && !known.contains("\(endpoint.method) \(version.rawValue)/\(shape)")
        }
    }

    /// A path in lower case, every parameter named the same.
    private static func shape(_ path: String) -> String {
        path.lowercased().split(separator: "/").map { $0.hasPrefix("{") ? "{id}" : String($0) }
            .joined(separator: "/")
    }

    /// The members that the document gives the objects of a list, with their kinds; empty where
    /// it tells none.
    func members(of endpoint: Endpoint, in version: APIVersion) -> [String: MemberKind] {
        let shape = Self.shape(endpoint.path)
        let path = document["paths"]?.object?.first {
            let own = Self.shape($0.key)
            return own == shape || own == "\(version.rawValue)/\(shape)"
        }?.value
        let answer = path?[endpoint.method.lowercased()]?["responses"]?["200"]
        // Swagger 2 names the schema itself, OpenAPI 3 one for each type of content.
        let schema = answer?["schema"] ?? answer?["content"]?.object?.values.first?["schema"]
        guard let element = schema.flatMap({ element(of: $0, depth: 0) }) else { return [:] }
        return (element["properties"]?.object ?? [:]).mapValues(kind)
    }

    /// The schema of the objects in a list, which may stand in an envelope.
    private func element(of schema: JSONValue, depth: Int) -> JSONValue? {
        guard depth < 6 else { return nil }
        if let reference = schema["$ref"]?.string {
            return Self.resolve(reference, in: document)
                .flatMap { element(of: $0, depth: depth + 1) }
        }
        if let items = schema["items"] { return element(of: items, depth: depth + 1) }
        let lists = (schema["properties"]?.object ?? [:]).values.filter { $0["items"] != nil }
        if depth < 3, lists.count == 1, schema["properties"]?["Id"] == nil {
            return lists.first.flatMap { element(of: $0, depth: depth + 1) }
        }
        return schema["properties"] == nil ? nil : schema
    }

    private func kind(_ schema: JSONValue) -> MemberKind {
        switch (schema["type"]?.string, schema["format"]?.string) {
        case ("string", "date-time"): .time
        case ("string", _): .text
        case ("integer", _), ("number", _): .number
        case ("boolean", _): .bool
        case ("array", _): .list
        case ("object", _): .object
        default: schema["$ref"] == nil ? .none : .object
        }
    }

    private static let pageNames = [
        "page", "pagenumber", "pageindex", "pageno", "pagenum", "currentpage",
    ]
    private static let offsetNames = ["skip", "offset", "$skip", "start", "startindex", "from"]
    private static let sizeNames = [
        "pagesize", "size", "limit", "take", "$top", "top", "perpage", "per_page", "itemsperpage",
        "pagelength", "pagecount", "rows", "count", "maxresults",
    ]

    private static func paging(
        of operation: JSONValue?, shared: JSONValue?, components: JSONValue
    ) -> DescribedPaging? {
        let listed = (operation?["parameters"]?.array ?? []) + (shared?.array ?? [])
        let parameters = listed.compactMap { parameter -> (name: String, value: JSONValue)? in
            let value =
                parameter["$ref"]?.string.flatMap { resolve($0, in: components) } ?? parameter
            guard value["in"]?.string == "query", let name = value["name"]?.string else {
                return nil
            }
            return (name, value)
        }
        func first(_ names: [String]) -> (name: String, value: JSONValue)? {
            // `paging.page` and the like are the flattened members of one parameter object.
            names.lazy.compactMap { name in
                parameters.first { parameter in
                    let folded = parameter.name.lowercased()
                    return folded == name || folded.hasSuffix(".\(name)")
                }
            }
            .first
        }
        guard let size = first(sizeNames), let number = first(pageNames) ?? first(offsetNames)
        else { return nil }
        let isPage = first(pageNames) != nil
        let least = (number.value["default"] ?? number.value["schema"]?["default"])?.integer
        let limit = (size.value["maximum"] ?? size.value["schema"]?["maximum"])?.integer
        var paging = Paging(
            style: isPage ? .page : .offset, numberParameter: number.name, sizeParameter: size.name)
        if let limit, limit > 0, limit < paging.size { paging.size = Int(limit) }
        if isPage, least == 0 || least == 1 { paging.firstPage = least == 0 ? 0 : 1 }
        return DescribedPaging(paging: paging, hasFirstPage: !isPage || least == 0 || least == 1)
    }

    private static func resolve(_ reference: String, in document: JSONValue) -> JSONValue? {
        var value: JSONValue? = document
        for part in reference.split(separator: "/").drop(while: { $0 == "#" }) {
            value = value?[String(part)]
        }
        return value
    }
}
