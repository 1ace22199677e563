/// What the pages of a list, and what the server says beside them, show about the list's end.
///
/// A list ends with an empty page, a page without fresh rows, a total that agrees with what came,
/// or the server's own word; never because a page is short. A total is believed only as far as
/// the rows agree with it. What contradicts itself at the end leaves the list incomplete.
struct ListEvidence {
    enum Verdict: Hashable {
        case end
        /// The end, but rows may be missing, for this reason.
        case contradiction(String)
        case next
        case follow(String)
        /// Is the number of the first page right?
        case investigate
        /// A list that was taken for whole has more pages.
        case pageAnyway
        /// The server gives the first page again, and perhaps announced more.
        case ignored(saysMore: Bool)
    }

    var claims: PageClaims
    /// Of the page, and those of them that no page before had.
    var elements: Int
    var fresh: Int
    var repeatsFirst: Bool
    var repeatsLast: Bool
    /// Pages so far, this one included, and the rows on all of them.
    var pages: Int
    var counted: Int
    /// The announced total, as long as the rows agree with it.
    var total: Int?
    var largestPage: Int
    /// Rows asked for.
    var size: Int
    var style: Paging.Style
    /// Rows with an identifier so far.
    var identified: Int
    /// Whether links led here.
    var hasLinks: Bool
    var traits: ListTraits

    /// Whether the server says that more rows follow.
    var saysMore: Bool {
        claims.hasMore == true || (claims.totalPages.map { $0 > pages } ?? false)
            || (total.map { $0 > counted } ?? false)
    }

    /// - Parameter isInvestigated: whether the settings were investigated with this list.
    func verdict(isInvestigated: Bool) -> Verdict {
        if claims.isPartial { return .contradiction("the server says that the list is incomplete") }
        // Without identifiers no page could ever be told from the one before.
        if elements > 0, identified == 0 { return .end }
        let isInvestigated = isInvestigated || style == .whole
        if pages == 1, !isInvestigated, counted <= 1 || !isTotalConfirmed { return .investigate }
        if case .link(let link) = claims.next {
            return .follow(link)
        }
        if hasLinks { return claims.hasMore == true ? moreWasAnnounced : .end }
        if style == .whole { return saysMore ? .pageAnyway : .end }
        if elements == 0 { return claims.hasMore == true ? moreWasAnnounced : .end }
        if pages > 1, fresh == 0, let verdict = repeatedPage { return verdict }
        if !saysMore, isEndStated { return .end }
        if isTotalConfirmed { return .end }
        // Also to see whether a total that agrees counts more than this page.
        return .next
    }

    private var moreWasAnnounced: Verdict {
        .contradiction("the server announced more rows and returned none")
    }

    /// `nil` if the rows only moved.
    private var repeatedPage: Verdict? {
        if pages == 2, repeatsFirst { return .ignored(saysMore: saysMore) }
        guard repeatsLast else { return nil }
        return claims.hasMore == true ? moreWasAnnounced : .end
    }

    private var isTotalReached: Bool {
        total.map { $0 == counted && claims.hasMore != true } ?? false
    }

    /// Whether a total agrees with what came, and an earlier list, or the size of this one, shows
    /// that it is of the list.
    private var isTotalConfirmed: Bool {
        guard isTotalReached else { return false }
        if traits.total == .list || counted <= 1 { return true }
        guard pages == 1 else { return false }
        if counted < traits.largestWhole { return true }
        // A page of just the size that servers have by default may have been cut off there, unless
        // the server's totals are known to be honest elsewhere.
        return counted == traits.largestWhole
            && (traits.isTotalShown || !Self.defaultSizes.contains(counted))
    }

    /// The page sizes that servers have by default.
    static let defaultSizes: Set<Int> = [
        10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000,
    ]

    /// The server's own word that this was the last page.
    private var isEndStated: Bool {
        if claims.hasMore == false { return true }
        if let totalPages = claims.totalPages, totalPages > 0, totalPages == pages { return true }
        // Some servers always write the member, and fill it never: a full page is read on from.
        return claims.next == .none && elements < size
    }
}
