import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A request as it goes over a plain http connection.
struct PlainRequest: Sendable {
    let method: String
    let origin: Origin
    /// Path and query.
    var target: String
    private let headers: String
    private let body: [UInt8]

    /// `nil` for anything but plain http.
    init?(_ request: URLRequest) {
        guard let url = request.url, let origin = Origin(url), origin.scheme == "http" else {
            return nil
        }
        self.origin = origin
        method = request.httpMethod ?? "GET"
        target = Self.target(of: url)
        body = Array(request.httpBody ?? Data())
        var headers = "Host: \(origin.authority)\r\nAccept-Encoding: identity\r\n"
        for (name, value) in request.allHTTPHeaderFields ?? [:] {
            headers += "\(name): \(value)\r\n"
        }
        if !body.isEmpty || method == "POST" { headers += "Content-Length: \(body.count)\r\n" }
        self.headers = headers
    }

    var bytes: [UInt8] {
        Array("\(method) \(target) HTTP/1.1\r\n\(headers)\r\n".utf8) + body
    }

    /// The same request at the place that an answer points to; `nil` where the key must not go.
    func redirected(to location: String, status: Int) -> PlainRequest? {
        guard let there = url(location), Origin(there) == origin,
            method == "GET" || status == 307 || status == 308
        else { return nil }
        var request = self
        request.target = Self.target(of: there)
        return request
    }

    /// Where an answer points to, if that is a place.
    func place(_ location: String) -> Origin? { url(location).flatMap(Origin.init) }

    private func url(_ location: String) -> URL? {
        URL(string: location, relativeTo: URL(string: "\(origin)\(target)"))?.absoluteURL
    }

    private static func target(of url: URL) -> String {
        let text = url.absoluteString
        guard let slashes = text.range(of: "//") else { return "/" }
        let rest = text[slashes.upperBound...].prefix { $0 != "#" }
        guard let start = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
        return rest[start] == "?" ? "/" + rest[start...] : String(rest[start...])
    }
}

extension Origin {
    /// Host and port as the `Host` header names them.
    var authority: String {
        let host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
    }
}
