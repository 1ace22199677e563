import Foundation
import Locking
import LucsModel
import TestServers

/// A server whose lists are paged in one of very many ways, drawn by chance: what it says of a
/// list is right, wrong or not there, and the list may move while it is read.
final class ModelServer: Sendable {
    /// How the server treats its list of users.
    struct Behaviour: Sendable, CustomStringConvertible {
        enum Total: CaseIterable, Sendable {
            case none, right, zero, negative, page, tooLow, tooHigh
        }
        enum Beyond: CaseIterable, Sendable { case empty, last, notFound, badRequest, noContent }
        enum Word: CaseIterable, Sendable { case none, hasMore, totalPages, link, alwaysNull }
        enum Drift: CaseIterable, Sendable { case none, removed, inserted }

        var count = 0
        var cap = 100
        var total = Total.none
        var beyond = Beyond.empty
        var word = Word.none
        var drift = Drift.none
        /// The largest size that may be asked for.
        var maximumSize = Int.max
        var firstPage = 1
        /// What the server calls the number of a page; it ignores other names.
        var numberParameter = "page"
        /// Whether every other page lacks some of its rows.
        var isRagged = false
        var isNested = false

        var description: String {
            "\(count) rows, cap \(cap), total \(total), beyond \(beyond), word \(word), "
                + "drift \(drift), \(numberParameter), maximum \(maximumSize), first \(firstPage), "
                + "ragged \(isRagged), nested \(isNested)"
        }

        init() {}

        init(by generator: inout some RandomNumberGenerator) {
            count =
                Bool.random(using: &generator)
                ? Int.random(in: 0...40, using: &generator)
                : [100, 150, 200, 400, 450].randomElement(using: &generator) ?? 0
            cap = [3, 7, 10, 60, 100, 150, 200, 1000].randomElement(using: &generator) ?? 10
            total = Total.allCases.randomElement(using: &generator) ?? .none
            beyond = Beyond.allCases.randomElement(using: &generator) ?? .empty
            word = Word.allCases.randomElement(using: &generator) ?? .none
            maximumSize = Int.random(in: 0..<6, using: &generator) == 0 ? 100 : Int.max
            firstPage = Int.random(in: 0..<4, using: &generator) == 0 ? 0 : 1
            isNested = Bool.random(using: &generator)
            // Smaller pages than that are not taken for pages that were cut off.
            numberParameter =
                ["page", "page", "page", "pageNumber", "pageIndex"].randomElement(using: &generator)
                ?? "page"
            if numberParameter != "page" { cap = max(cap, 10) }
            // A server that always says that there is no next page is believed, unless its total
            // says otherwise.
            if word == .alwaysNull, ![.right, .tooHigh].contains(total) { word = .none }
            isRagged = word == .hasMore && Bool.random(using: &generator)
            // Rows that move between the only page and an empty one leave no trace.
            if !isRagged, count > 2 * cap, word == .none || word == .totalPages {
                drift = Drift.allCases.randomElement(using: &generator) ?? .none
            }
        }
    }

    let behaviour: Behaviour
    private let rows: Locked<[Int]>
    private let pagesServed = Locked(0)

    init(_ behaviour: Behaviour) {
        self.behaviour = behaviour
        rows = Locked(Array(1..<behaviour.count + 1))
    }

    func answer(_ request: TestServer.Request) -> TestServer.Reply {
        guard request.path == "/v2.0/users" else { return missing }
        let asked = request.query["pageSize"].flatMap { Int($0) } ?? 1000
        guard asked <= behaviour.maximumSize else {
            return .json(#"{"Error":{"Code":"BadRequest","Message":"pageSize"}}"#, status: 400)
        }
        drift()
        let all = rows.withLock { $0 }
        let size = min(asked, behaviour.cap)
        let pages = max(1, (all.count + size - 1) / size)
        var page =
            (request.query[behaviour.numberParameter].flatMap { Int($0) } ?? behaviour.firstPage)
            - behaviour.firstPage
        if page < 0 { page = 0 }
        if page >= pages {
            switch behaviour.beyond {
            case .empty: break
            case .last: page = pages - 1
            case .notFound: return .json(#"{"Error":{"Code":"NotFound"}}"#, status: 404)
            case .badRequest: return .json(#"{"Error":{"Code":"BadRequest"}}"#, status: 400)
            case .noContent: return .json("", status: 204)
            }
        }
        let start = min(page * size, all.count)
        var part = Array(all[start..<min(start + size, all.count)])
        // Every other page lacks its last row, which the next one has.
        if behaviour.isRagged {
            if page % 2 == 1, page < pages { part.insert(all[start - 1], at: 0) }
            if page % 2 == 0, page + 1 < pages { part.removeLast() }
        }
        return .json(json(part, page: page, pages: pages, of: all.count))
    }

    private func drift() {
        let served = pagesServed.withLock { served in
            served += 1
            return served
        }
        guard served == 2 else { return }
        rows.withLock { rows in
            switch behaviour.drift {
            case .none: break
            case .removed: if !rows.isEmpty { rows.removeFirst() }
            case .inserted: rows.insert(100_000, at: 0)
            }
        }
    }

    private func json(_ part: [Int], page: Int, pages: Int, of count: Int) -> String {
        var paging: [String] = []
        switch behaviour.total {
        case .none: break
        case .right: paging.append(#""TotalCount":\#(count)"#)
        case .zero: paging.append(#""TotalCount":0"#)
        case .negative: paging.append(#""TotalCount":-1"#)
        case .page: paging.append(#""TotalCount":\#(part.count)"#)
        case .tooLow: paging.append(#""TotalCount":\#(max(count - 3, 0))"#)
        case .tooHigh: paging.append(#""TotalCount":\#(count + 3)"#)
        }
        switch behaviour.word {
        case .none: break
        case .hasMore: paging.append(#""HasMore":\#(page + 1 < pages)"#)
        case .totalPages: paging.append(#""TotalPages":\#(pages)"#)
        case .link:
            let next = page + 1 + behaviour.firstPage
            let size = min(behaviour.cap, behaviour.maximumSize)
            paging.append(
                page + 1 < pages
                    ? #""NextLink":"/v2.0/users?\#(behaviour.numberParameter)=\#(next)&pageSize=\#(size)""#
                    : #""NextLink":null"#)
        case .alwaysNull: paging.append(#""NextLink":null"#)
        }
        let list = "[" + part.map(PagedUsers.user).joined(separator: ",") + "]"
        let words = paging.joined(separator: ",")
        if behaviour.isNested { return #"{"Items":\#(list),"Paging":{\#(words)}}"# }
        return words.isEmpty ? list : #"{"Items":\#(list),\#(words)}"#
    }
}
