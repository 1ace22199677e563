internal import CCurl

/// Scheme, host and port of an http or https address: whom a secret may be shown to.
///
/// Read by libcurl's own parser, so that no address means one host here and another one there.
public struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// In lower case; an IPv6 address is in brackets.
    public let host: String
    public let port: Int

    /// `nil` unless the text is an absolute http or https address with a port of 1 to 65535.
    public init?(_ address: String) {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: url)?.lowercased(),
            scheme == "http" || scheme == "https",
            let host = Self.part(CURLUPART_HOST, of: url)?.lowercased(), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: url).flatMap({ Int($0) }),
            (1...65_535).contains(port)
        else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let code = curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT))
        guard code == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    public var description: String { "\(scheme)://\(host):\(port)" }

    /// Whether what is sent there never leaves the machine.
    public var isThisMachine: Bool {
        if ["localhost", "[::1]"].contains(host) || host.hasSuffix(".localhost") { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
