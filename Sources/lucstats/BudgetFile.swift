import CivilTime
import Collector
import Files
import Foundation
import JSONText
import LucsAPI
import Warehouse

/// Carries from one run to the next what the key has spent of its rate limits, what saves requests,
/// and what was already reported: a file beside the warehouse, `<warehouse>.budget`, written only if
/// there is something to carry. Without it a run starts as if nothing had been spent.
struct BudgetFile: Sendable {
    struct Content {
        var history: RequestHistory
        /// When the directory was read, which need not be done in every run.
        var directoryReadAt: Timestamp?
        var notes = Notes()
        var paging = PagingMemory()
    }

    /// What does not depend on the key.
    struct Notes: Hashable, Sendable {
        /// A time of the server's that the next run may confirm.
        var suspect: ClockWitness.Reading?
        /// The servers to which the key goes over plain http, as reported.
        var plainHTTP: [String] = []
        /// The servers that were found to serve one system, and when.
        var comparedServers: [String] = []
        var comparedAt: Timestamp?
        /// What was seen of times without a zone.
        var localTimes = LocalTimeWatch()
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
    /// Numbers of requests that can be.
    private static let counts: ClosedRange<Int64> = 0...1_000_000_000

    /// What the run before left; `nil` where it left nothing that can be read.
    private func read() -> Content? {
        guard let bytes = RegularFile.read(path, atMost: 4_000_000),
            let value = try? JSONValue(parsing: bytes),
            let owner = value["owner"]?.string, let writtenAt = Self.time(value["writtenAt"])
        else { return nil }
        var history = RequestHistory(owner: owner, writtenAt: writtenAt)
        history.accepted = (value["accepted"]?.array ?? []).compactMap { pair in
            guard let end = pair.array?.first?.integer, let requests = pair.array?.last?.integer,
                Self.seconds.contains(end), Self.counts.contains(requests)
            else { return nil }
            return RequestHistory.Second(
                end: Timestamp(milliseconds: end * 1000), requests: Int(requests))
        }
        history.perSecond = Self.learned(value["perSecond"])
        history.perMinute = Self.learned(value["perMinute"])
        history.perHour = Self.learned(value["perHour"])
        history.pausedUntil = Self.time(value["pausedUntil"])
        history.overrun = Self.overrun(value["overrun"])
        history.cooldowns = (value["cooldowns"]?.object ?? [:]).compactMapValues(
            Self.time)
        return Content(
            history: history, directoryReadAt: Self.time(value["directoryReadAt"]),
            notes: Self.notes(value), paging: Self.paging(value["paging"]))
    }

    private static func notes(_ value: JSONValue) -> Notes {
        var notes = Notes()
        if let server = time(value["suspectClock"]?["server"]),
            let local = time(value["suspectClock"]?["local"])
        {
            notes.suspect = ClockWitness.Reading(server: server, local: local)
        }
        notes.plainHTTP = (value["plainHTTP"]?.array ?? []).compactMap(\.string)
        notes.comparedServers = (value["comparedServers"]?.array ?? []).compactMap(\.string)
        notes.comparedAt = time(value["comparedAt"])
        if let watch = value["localTimes"] {
            let steps = watch["halfHours"]?.integer ?? 0
            notes.localTimes = LocalTimeWatch(
                latest: time(watch["latest"]), lastPass: time(watch["lastPass"]),
                steps: (0...24).contains(steps) ? Int(steps) : 0,
                seen: Int(clamping: watch["seen"]?.integer ?? 0))
        }
        return notes
    }

    /// Lets a client go on where the run before ended.
    ///
    /// - Returns: when that run read the directory, if it had the same key; and its notes.
    func resume(_ client: LucsClient) async -> (directoryReadAt: Timestamp?, notes: Notes) {
        guard let left = read() else { return (nil, Notes()) }
        let isOwn = await client.resume(left.history)
        if isOwn { await client.resume(left.paging) }
        return (isOwn ? left.directoryReadAt : nil, left.notes)
    }

    /// Writes the file whole, for its owner alone; removes it if there is nothing to carry.
    func write(_ content: Content) throws {
        guard isLimited || content.history.binds || content.notes != Notes() else {
            unlink(path)
            return
        }
        try DraftFile.write(Self.text(of: content), to: path, permissions: .secret)
    }

    private static func text(of content: Content) -> [UInt8] {
        let history = content.history
        var writer = JSONWriter()
        writer.object { writer in
            func member(_ name: String, _ limit: RequestHistory.Learned?) {
                guard let limit else { return }
                writer.key(name)
                writer.object { writer in
                    writer.member("maximum", limit.maximum)
                    writer.member("shown", limit.shown)
                    writer.member("held", limit.held)
                    writer.member("growsAt", limit.growsAt.iso8601)
                    writer.member("steps", limit.steps)
                    writer.member("stepSeconds", Int(limit.step.inSeconds))
                }
            }
            writer.member("owner", history.owner)
            writer.member("writtenAt", history.writtenAt.iso8601)
            if let readAt = content.directoryReadAt {
                writer.member("directoryReadAt", readAt.iso8601)
            }
            write(content.notes, to: &writer)
            write(content.paging, to: &writer)
            if let end = history.pausedUntil { writer.member("pausedUntil", end.iso8601) }
            if let overrun = history.overrun {
                writer.key("overrun")
                writer.object { writer in
                    writer.member("firstAt", overrun.firstAt.iso8601)
                    writer.member("latestAt", overrun.latestAt.iso8601)
                    writer.member("refusalsInARow", overrun.refusalsInARow)
                }
            }
            if !history.cooldowns.isEmpty {
                writer.key("cooldowns")
                writer.object { writer in
                    for (address, until) in history.cooldowns.sorted(by: { $0.key < $1.key }) {
                        writer.member(address, until.iso8601)
                    }
                }
            }
            member("perSecond", history.perSecond)
            member("perMinute", history.perMinute)
            member("perHour", history.perHour)
            // Pairs: the end of a second since 1970, and the requests that were accepted in it.
            writer.key("accepted")
            writer.array { writer in
                for second in history.accepted {
                    writer.array { writer in
                        writer.integer(second.end.milliseconds / 1000)
                        writer.integer(second.requests)
                    }
                }
            }
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func write(_ notes: Notes, to writer: inout JSONWriter) {
        func member(_ name: String, _ texts: [String]) {
            guard !texts.isEmpty else { return }
            writer.key(name)
            writer.array { writer in
                for text in texts { writer.string(text) }
            }
        }
        if let suspect = notes.suspect {
            writer.key("suspectClock")
            writer.object { writer in
                writer.member("server", suspect.server.iso8601)
                writer.member("local", suspect.local.iso8601)
            }
        }
        member("plainHTTP", notes.plainHTTP)
        member("comparedServers", notes.comparedServers)
        if let at = notes.comparedAt { writer.member("comparedAt", at.iso8601) }
        if let latest = notes.localTimes.latest, let lastPass = notes.localTimes.lastPass {
            writer.key("localTimes")
            writer.object { writer in
                writer.member("latest", latest.iso8601)
                writer.member("lastPass", lastPass.iso8601)
                writer.member("halfHours", notes.localTimes.steps)
                writer.member("seen", notes.localTimes.seen)
            }
        }
    }

    private static func learned(_ value: JSONValue?) -> RequestHistory.Learned? {
        guard let maximum = value?["maximum"]?.integer, let shown = value?["shown"]?.integer,
            let held = value?["held"]?.integer, let growsAt = time(value?["growsAt"]),
            let steps = value?["steps"]?.integer,
            let step = value?["stepSeconds"]?.integer, (1...86_400).contains(step),
            [maximum, shown, held, steps].allSatisfy(counts.contains)
        else { return nil }
        return RequestHistory.Learned(
            maximum: Int(maximum), shown: Int(shown), held: Int(held), growsAt: growsAt,
            steps: Int(steps), step: .seconds(step))
    }

    private static func overrun(_ value: JSONValue?) -> RequestHistory.Overrun? {
        guard let firstAt = time(value?["firstAt"]), let latestAt = time(value?["latestAt"]),
            let refusals = value?["refusalsInARow"]?.integer, counts.contains(refusals)
        else { return nil }
        return RequestHistory.Overrun(
            firstAt: firstAt, latestAt: latestAt, refusalsInARow: Int(refusals))
    }

    private static func time(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap(Timestamp.init(lucs:))
    }
}
