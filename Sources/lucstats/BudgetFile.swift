import CivilTime
import Foundation
import JSONText
import LucsAPI
import Warehouse

/// Carries what the key has spent of its rate limits from one run to the next, and what saves
/// requests: a file beside the warehouse, `<warehouse>.budget`, written only where there is a limit.
/// Without it a run starts as if nothing had been spent.
struct BudgetFile: Sendable {
    struct Content {
        var history: RequestHistory
        /// When the directory was read, which need not be done in every run.
        var directoryReadAt: Timestamp?
    }

    let path: String
    private let isLimited: Bool

    /// - Parameter limits: those of the configuration.
    init(warehouse: String, limits: ClientConfiguration.Limits) {
        path = "\(Warehouse.resolved(warehouse)).budget"
        isLimited = limits != ClientConfiguration.Limits()
    }

    /// Since 1970: the instants that can be.
    private static let seconds: Range<Int64> = 0..<1 << 40

    /// What the run before left; `nil` where it left nothing that can be read.
    private func read() -> Content? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
            let value = try? JSONValue(parsing: Array(data)),
            let owner = value["owner"]?.string, let toldAt = Self.time(value["toldAt"])
        else { return nil }
        var history = RequestHistory(owner: owner, toldAt: toldAt)
        history.answered = (value["answered"]?.array ?? []).compactMap { pair in
            guard let end = pair.array?.first?.integer, let requests = pair.array?.last?.integer,
                Self.seconds.contains(end)
            else { return nil }
            return RequestHistory.Second(
                end: Timestamp(milliseconds: end * 1000), requests: Int(requests))
        }
        history.perSecond = Self.learned(value["perSecond"])
        history.perMinute = Self.learned(value["perMinute"])
        history.perHour = Self.learned(value["perHour"])
        history.quietUntil = Self.time(value["quietUntil"])
        history.refusedSince = Self.time(value["refusedSince"])
        history.quietAddresses = (value["quietAddresses"]?.object ?? [:]).compactMapValues(
            Self.time)
        return Content(
            history: history, directoryReadAt: Self.time(value["directoryReadAt"]))
    }

    /// Lets a client go on where the run before ended.
    ///
    /// - Returns: when that run read the directory.
    func resume(_ client: LucsClient) async -> Timestamp? {
        guard let left = read(), await client.resume(left.history) else { return nil }
        return left.directoryReadAt
    }

    /// Writes the file whole, for its owner alone; removes it where there is nothing to say.
    func write(_ content: Content) throws {
        guard isLimited || content.history.binds else {
            unlink(path)
            return
        }
        try WholeFile.write(Self.text(of: content), to: path, mode: 0o600)
    }

    private static func text(of content: Content) -> [UInt8] {
        let history = content.history
        var writer = JSONWriter()
        writer.object { writer in
            func member(_ name: String, _ limit: RequestHistory.Learned?) {
                guard let limit else { return }
                writer.key(name)
                writer.object { writer in
                    writer.member("most", limit.most)
                    writer.member("until", limit.until.iso8601)
                }
            }
            writer.member("owner", history.owner)
            writer.member("toldAt", history.toldAt.iso8601)
            if let readAt = content.directoryReadAt {
                writer.member("directoryReadAt", readAt.iso8601)
            }
            if let quiet = history.quietUntil { writer.member("quietUntil", quiet.iso8601) }
            if let since = history.refusedSince {
                writer.member("refusedSince", since.iso8601)
            }
            if !history.quietAddresses.isEmpty {
                writer.key("quietAddresses")
                writer.object { writer in
                    for (address, until) in history.quietAddresses.sorted(by: { $0.key < $1.key }) {
                        writer.member(address, until.iso8601)
                    }
                }
            }
            member("perSecond", history.perSecond)
            member("perMinute", history.perMinute)
            member("perHour", history.perHour)
            // Pairs: the end of a second since 1970, and the requests that were answered in it.
            writer.key("answered")
            writer.array { writer in
                for second in history.answered {
                    writer.array { writer in
                        writer.integer(second.end.milliseconds / 1000)
                        writer.integer(second.requests)
                    }
                }
            }
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func learned(_ value: JSONValue?) -> RequestHistory.Learned? {
        guard let most = value?["most"]?.integer, let until = time(value?["until"]) else {
            return nil
        }
        return RequestHistory.Learned(most: Int(most), until: until)
    }

    private static func time(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap(Timestamp.init(lucs:))
    }
}
