import Foundation

extension TestServer {
    /// A request as it came in.
    public struct Request: Sendable {
        /// Counts from 1 over all connections.
        public var number = 0
        public var method = ""
        /// Without the query.
        public var path = ""
        public var query: [String: String] = [:]
        /// Names in lower case.
        public var headers: [String: String] = [:]
        public var body = ""
        /// The request as sent, up to the blank line.
        public var head = ""

        /// An empty request, for tests that ask without a server.
        public init(query: [String: String] = [:]) { self.query = query }

        init(head: String) {
            self.head = head
            let lines = head.components(separatedBy: "\r\n")
            let start = lines[0].split(separator: " ").map(String.init)
            guard start.count == 3 else { return }
            method = start[0]
            let target = start[1].split(separator: "?", maxSplits: 1).map(String.init)
            path = target.first ?? ""
            for item in target.dropFirst().joined().split(separator: "&") {
                let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
                query[pair[0]] = pair.count > 1 ? pair[1] : ""
            }
            for line in lines.dropFirst() {
                let pair = line.split(separator: ":", maxSplits: 1).map(String.init)
                guard pair.count == 2 else { continue }
                headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces)
            }
        }

        var bodyLength: Int { Int(headers["content-length"] ?? "0") ?? 0 }
    }
}
