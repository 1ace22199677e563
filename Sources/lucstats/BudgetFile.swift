import CivilTime
import Foundation
import JSONText
import LucsAPI

/// Carries what the key has spent of its rate limits from one run to the next: a file beside the
/// warehouse, `<warehouse>.budget`, written only where there is a limit. Without it a run starts
/// as if nothing had been spent.
struct BudgetFile: Sendable {
    let path: String
    private let isLimited: Bool

    /// - Parameter limits: those of the configuration.
    init(warehouse: String, limits: ClientConfiguration.Limits) {
        let place = URL(fileURLWithPath: warehouse).resolvingSymlinksInPath().path
        path = "\(place).budget"
        isLimited = limits != ClientConfiguration.Limits()
    }

    /// What the run before left; `nil` where it left nothing that can be read.
    func read() -> RequestHistory? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
            let value = try? JSONValue(parsing: Array(data)), value.object != nil
        else { return nil }
        var history = RequestHistory()
        history.answered = (value["answered"]?.array ?? []).compactMap { pair in
            guard let end = pair.array?.first?.integer, let requests = pair.array?.last?.integer
            else { return nil }
            return RequestHistory.Second(
                end: Timestamp(milliseconds: end * 1000), requests: Int(requests))
        }
        history.perSecond = Self.learned(value["perSecond"])
        history.perMinute = Self.learned(value["perMinute"])
        history.perHour = Self.learned(value["perHour"])
        history.quietUntil = Self.time(value["quietUntil"])
        history.quietServers = (value["quietServers"]?.object ?? [:]).compactMapValues(Self.time)
        return history
    }

    /// Writes the file whole, for its owner alone; removes it where there is nothing to say.
    func write(_ history: RequestHistory) throws {
        guard isLimited || history.binds else {
            try? FileManager.default.removeItem(atPath: path)
            return
        }
        try WholeFile.write(Self.text(of: history), to: path, mode: 0o600)
    }

    private static func text(of history: RequestHistory) -> [UInt8] {
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
            if let quiet = history.quietUntil { writer.member("quietUntil", quiet.iso8601) }
            if !history.quietServers.isEmpty {
                writer.key("quietServers")
                writer.object { writer in
                    for (server, until) in history.quietServers.sorted(by: { $0.key < $1.key }) {
                        writer.member(server, until.iso8601)
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
