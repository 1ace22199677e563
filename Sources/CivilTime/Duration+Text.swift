extension Duration {
    /// Reads `500ms`, `30s`, `5m`, `24h`, `400d`: a whole number and its unit.
    /// `nil` for anything else, and beyond a thousand years.
    public init?(_ text: String) {
        let units: [(suffix: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        for unit in units where text.hasSuffix(unit.suffix) {
            let number = text.dropLast(unit.suffix.count)
            guard !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }),
                let value = Int64(number)
            else { continue }
            let (product, overflow) = value.multipliedReportingOverflow(by: unit.milliseconds)
            guard !overflow, product <= 1000 * 366 * 86_400_000 else { return nil }
            self = .milliseconds(product)
            return
        }
        return nil
    }

    /// The shortest exact form that ``init(_:)`` reads: `30s`, `5m`, `1500ms`.
    public var shortText: String {
        let milliseconds = wholeMilliseconds
        for (suffix, unit) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        where milliseconds != 0 && milliseconds % Int64(unit) == 0 {
            return "\(milliseconds / Int64(unit))\(suffix)"
        }
        return "\(milliseconds)ms"
    }
}
