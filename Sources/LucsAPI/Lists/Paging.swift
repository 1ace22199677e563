/// How a list is asked for by pages. The vendor does not publish the parameters of v2.0.
public struct Paging: Hashable, Sendable {
    public enum Style: String, Hashable, Sendable, CaseIterable {
        /// The number of a page: `page=2&pageSize=500`.
        case page
        /// How many rows to pass over: `skip=500&take=500`.
        case offset
        /// No parameters: the server answers every list whole.
        case whole
    }

    /// What a total in a response counts.
    public enum Total: String, Hashable, Sendable, CaseIterable {
        /// The rows of all pages.
        case list
        /// The rows of the page that it came with.
        case page
    }

    public var style: Style
    /// The parameter that carries the page's number, or the rows to pass over.
    public var numberParameter: String
    public var sizeParameter: String
    /// The number of the first page, in style `page`.
    public var firstPage: Int
    /// Rows to ask for at a time. A server may return fewer.
    public var size: Int
    /// What a total in a response counts; `nil`: not known, so that each list shows it.
    public var total: Total?

    public init(
        style: Style = .page, numberParameter: String? = nil, sizeParameter: String? = nil,
        firstPage: Int = 1, size: Int = 500, total: Total? = nil
    ) {
        self.style = style
        self.numberParameter = numberParameter ?? (style == .offset ? "skip" : "page")
        self.sizeParameter = sizeParameter ?? (style == .offset ? "take" : "pageSize")
        self.firstPage = firstPage
        self.size = size
        self.total = total
    }

    /// The query of a page: the `index`-th one from 0, after `rowsBefore` rows.
    func query(index: Int, rowsBefore: Int, size: Int) -> [(name: String, value: String)] {
        switch style {
        case .page: [(numberParameter, "\(firstPage + index)"), (sizeParameter, "\(size)")]
        case .offset: [(numberParameter, "\(rowsBefore)"), (sizeParameter, "\(size)")]
        case .whole: []
        }
    }
}
