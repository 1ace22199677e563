import JSONText
import LucsAPI

/// What was found out about paging, as a member of the file.
extension BudgetFile {
    static func paging(_ value: JSONValue?) -> PagingMemory {
        var memory = PagingMemory(firstPage: value?["firstPage"]?.integer.map { Int($0) })
        for endpoint in value?["endpoints"]?.array ?? [] {
            guard let server = endpoint["server"]?.integer, let name = endpoint["name"]?.string,
                let largest = endpoint["largestWhole"]?.integer, (0..<1 << 30).contains(largest)
            else { continue }
            memory.endpoints.append(
                PagingMemory.Endpoint(
                    server: Int(server), endpoint: name,
                    total: endpoint["total"]?.string.flatMap(Paging.Total.init),
                    largestWhole: Int(largest)))
        }
        return memory
    }

    static func write(_ memory: PagingMemory, to writer: inout JSONWriter) {
        guard !memory.isEmpty else { return }
        writer.key("paging")
        writer.object { writer in
            if let firstPage = memory.firstPage { writer.member("firstPage", firstPage) }
            writer.key("endpoints")
            writer.array { writer in
                for endpoint in memory.endpoints {
                    writer.object { writer in
                        writer.member("server", endpoint.server)
                        writer.member("name", endpoint.endpoint)
                        if let total = endpoint.total { writer.member("total", total.rawValue) }
                        writer.member("largestWhole", endpoint.largestWhole)
                    }
                }
            }
        }
    }
}
