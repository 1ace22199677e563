import JSONText

/// Which part of a list a request wants.
struct PageRequest {
    let range: Range<Int>

    /// Reads the paging parameters for a list of `count`; everything without `paging`.
    init(
        query: [(name: String, value: String)], count: Int, paging: SimulatedContract.Paging?
    ) throws(Refusal) {
        guard let paging, !paging.isIgnored else {
            range = 0..<count
            return
        }
        func number(_ name: String, from least: Int) throws(Refusal) -> Int? {
            guard let text = query.first(where: { $0.name.lowercased() == name.lowercased() })
            else { return nil }
            guard let value = Int(text.value), value >= least else {
                throw .badRequest("The value '\(text.value)' is not valid for \(name).")
            }
            return value
        }
        let asked = try number(paging.sizeParameter, from: 1) ?? paging.defaultSize
        let size = min(asked, max(1, paging.maximumSize))
        let skipped: Int
        switch paging.style {
        case .offset: skipped = try number(paging.numberParameter, from: 0) ?? 0
        case .page:
            let page = try number(paging.numberParameter, from: paging.firstPage)
            let (product, overflows) = ((page ?? paging.firstPage) - paging.firstPage)
                .multipliedReportingOverflow(by: size)
            skipped = overflows ? count : product
        }
        let start = min(skipped, count)
        range = start..<min(count, start + size)
    }
}

extension SimulatedContract {
    /// Writes a list, in its envelope when the server pages it.
    func writeList(
        _ range: Range<Int>, of count: Int, inEnvelope: Bool, to json: inout JSONWriter,
        element: (inout JSONWriter, Int) -> Void
    ) {
        func elements(_ json: inout JSONWriter) {
            json.array { json in
                for index in range { element(&json, index) }
            }
        }
        switch inEnvelope ? envelope : .bare {
        case .bare: elements(&json)
        case .items:
            json.object { json in
                json.key(self["Items"])
                elements(&json)
                json.member(self["TotalCount"], count)
            }
        case .data:
            json.object { json in
                json.key(self["Data"])
                elements(&json)
                json.member(self["Total"], count)
            }
        case .resultsWithoutTotal:
            json.object { json in
                json.key(self["Results"])
                elements(&json)
            }
        }
    }
}
