import Foundation
import HTTP

extension ClientConfiguration {
    /// What is not safe about it, a sentence each.
    public var warnings: [String] {
        servers.compactMap { Origin($0.absoluteString) }
            .filter { $0.scheme == "http" && !$0.isThisMachine }
            .map {
                let way =
                    HTTPClient.plainProxy == nil ? "" : " and the proxy that http_proxy names"
                return "the key goes to \($0.host) over plain http\(way), where anyone on the way "
                    + "can read it. Use https if the server offers it."
            }
    }
}
