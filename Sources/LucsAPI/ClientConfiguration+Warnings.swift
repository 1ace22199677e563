import Foundation
import HTTP

extension ClientConfiguration {
    /// The servers on other machines to which the key goes over plain http, and a sentence for
    /// each.
    public var plainHTTP: [(server: String, warning: String)] {
        servers.compactMap { Origin($0.absoluteString) }
            .filter { $0.scheme == "http" && !$0.isThisMachine }
            .map {
                let way =
                    HTTPClient.plainProxy == nil ? "" : " and the proxy that http_proxy names"
                return (
                    $0.description,
                    "The API key goes to \($0.host) over plain http\(way), where others on the "
                        + "network can read it. Use https if the server offers it, or set "
                        + "plainHTTPAccepted in the configuration."
                )
            }
    }
}
