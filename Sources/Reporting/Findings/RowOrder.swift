/// The order in which a section shows rows or subjects: by a column, the most first, or `worst`: by
/// calls short of target, then by service level.
struct RowOrder {
    private let column: String?

    private static let worst = "worst"

    /// - Parameter column: a column's name, or `worst`; `nil` for the query's own order.
    init(_ column: String?) {
        self.column = column
    }

    var isWorstFirst: Bool { column == Self.worst }

    /// The column that it needs.
    var needs: String? { isWorstFirst ? nil : column }

    func sorted(_ rows: [Record]) -> [Record] {
        guard let column else { return rows }
        func weight(_ row: Record) -> Double {
            isWorstFirst ? Findings.short(row) : row.number(column) ?? 0
        }
        return rows.enumerated().sorted { a, b in
            let (x, y) = (weight(a.element), weight(b.element))
            if x != y { return x > y }
            guard isWorstFirst else { return a.offset < b.offset }
            let (l, m) = (a.element.number("service_level"), b.element.number("service_level"))
            return l == m ? a.offset < b.offset : l ?? 2 < m ?? 2
        }.map(\.element)
    }

    /// The services of the period, each with its place in the table of services.
    static func placesWorstFirst(_ tables: TableCache) throws -> [Cell: Int] {
        let services = try tables.records("service-figures", ["grain": .text("period")]).each
        return Dictionary(
            RowOrder(worst).sorted(services).enumerated().map { ($1["service_id"], $0) },
            uniquingKeysWith: { first, _ in first })
    }
}
