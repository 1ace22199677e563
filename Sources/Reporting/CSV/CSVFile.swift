internal import Foundation

/// One CSV file of the output and the query that fills it.
struct CSVFile {
    let name: String
    let query: String
    let parameters: [String: Cell]

    static let all = [
        CSVFile(
            name: "services.csv", query: "service-figures",
            parameters: ["grain": .text("period")]),
        CSVFile(
            name: "service-intervals.csv", query: "service-figures",
            parameters: ["grain": .text("interval")]),
        CSVFile(name: "agents.csv", query: "agent-figures", parameters: [:]),
        CSVFile(name: "agent-intervals.csv", query: "agent-intervals", parameters: [:]),
    ]

    /// Streams the rows about one subject each; the row of all together stays out.
    func write(
        from source: some TableSource, bounds: [String: Cell], to url: URL
    ) throws {
        try OutputFile.write(to: url) { append in
            var encoder = CSVEncoder()
            var key: Int?
            try source.stream(
                query: query, parameters: parameters.merging(bounds) { own, _ in own },
                columns: { names in
                    key = names.firstIndex { $0.hasSuffix("_id") }
                    encoder.header(names)
                },
                row: { cells in
                    if let key, cells[key].isNull { return }
                    encoder.row(cells)
                    if encoder.bytes.count >= 1 << 18 { try append(encoder.takeBytes()) }
                })
            try append(encoder.takeBytes())
        }
    }
}
