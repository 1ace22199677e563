import Foundation

extension ClientConfiguration {
    /// What is not safe about it, a sentence each.
    public var warnings: [String] {
        servers.compactMap(Origin.init).filter { $0.scheme == "http" && !$0.isThisMachine }.map {
            let way = Transport.proxy == nil ? "" : " and the proxy that http_proxy names"
            return "the key goes to \($0.host) over plain http\(way), where anyone on the way can "
                + "read it. Use https if the server offers it."
        }
    }
}

extension Origin {
    /// Whether what is sent there never leaves the machine.
    var isThisMachine: Bool {
        if ["localhost", "::1", "[::1]"].contains(host) || host.hasSuffix(".localhost") {
            return true
        }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
