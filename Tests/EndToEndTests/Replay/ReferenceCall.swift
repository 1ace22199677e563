import CivilTime
import Testing

/// A call of the Anonymous Bank's file, read slowly and plainly, without the product's own reader.
/// Times are seconds since 1970 UTC.
struct ReferenceCall {
    let service: String
    let date: String
    /// `nil` when the caller hung up in the menu.
    let queued: Int?
    let wait: Int
    /// `nil` when the caller hung up.
    let connected: Int?
    let talk: Int
    let ended: Int

    /// Every call but the phantoms.
    static let all: [ReferenceCall] = BankCalls.rows.compactMap { row in
        func text(_ name: String) -> String { row[name] ?? "" }
        func seconds(_ name: String) -> Int {
            text(name).split(separator: ":").reduce(0) { $0 * 60 + (Int($1) ?? 0) }
        }
        guard text("outcome") != "PHANTOM", let date = CivilDate(isoDate(text("date"))) else {
            return nil
        }
        // All of January, clocks in Israel are two hours ahead of UTC.
        let midnight = date.dayNumber * 86_400 - 7200
        let entry = seconds("vru_entry")
        func instant(_ name: String) -> Int {
            let isNextDay = seconds(name) < entry - 43_200
            return midnight + seconds(name) + (isNextDay ? 86_400 : 0)
        }
        let hasQueued = text("q_start") != "0:00:00"
        let hasTalked = text("ser_start") != "0:00:00"
        let wait = Int(text("q_time")) ?? 0
        let talk = Int(text("ser_time")) ?? 0
        let (queued, connected): (Int?, Int?)
        switch (text("outcome") == "AGENT", hasQueued) {
        case (true, true):
            queued = instant("q_start")
            connected = instant("q_start") + wait
        case (true, false):
            queued = instant(hasTalked ? "ser_start" : "vru_exit")
            connected = queued
        case (false, true): (queued, connected) = (instant("q_start"), nil)
        case (false, false): (queued, connected) = (nil, nil)
        }
        return ReferenceCall(
            service: text("type"), date: date.description, queued: queued, wait: wait,
            connected: connected, talk: connected == nil ? 0 : talk,
            ended: connected.map { $0 + talk } ?? queued.map { $0 + wait } ?? instant("vru_exit"))
    }

    /// `1999-01-05` for `990105`.
    private static func isoDate(_ text: String) -> String {
        let digits = Array(text)
        guard digits.count == 6 else { return text }
        return "19\(String(digits[0...1]))-\(String(digits[2...3]))-\(String(digits[4...5]))"
    }

    /// Answered, and that for less than a second.
    var isTooShort: Bool { connected != nil && talk < 1 }

    /// The local date on which the call entered the queue: not always that of its arrival.
    var queueDate: String? {
        queued.map { CivilDate(dayNumber: ($0 + 7200) / 86_400).description }
    }
}

/// What can be known of a call that somebody saw: where the wait is no whole number of
/// milliseconds, the comparison would show it.
struct SeenCall: Hashable {
    let service: String
    /// Epoch milliseconds.
    let queued: Int
    let outcome: String
    /// `nil` while it lasts.
    let waitMilliseconds: Int?
}

extension ReferenceCall {
    /// What somebody would know who sees all at each of these instants, and nothing between them.
    /// At the instant at which something begins it is seen, at that at which it ends no more.
    static func seen(at polls: [Timestamp]) -> [SeenCall: Int] {
        var seen: [SeenCall: Int] = [:]
        let polls = polls.map { Int($0.milliseconds) }
        for call in all {
            guard let queued = call.queued.map({ $0 * 1000 }), let end = polls.last,
                queued <= end, polls[0] < call.ended * 1000,
                let first = polls.first(where: { $0 >= queued }), first < call.ended * 1000,
                let last = polls.last(where: { $0 < call.ended * 1000 })
            else { continue }
            let outcome: String
            let wait: Int?
            if let connected = call.connected.map({ $0 * 1000 }), connected <= last {
                (outcome, wait) = ("answered", call.wait * 1000)
            } else if let missed = polls.first(where: { $0 > last }) {
                // Between the two polls, for all that is known.
                (outcome, wait) = ("abandoned", (last + missed) / 2 - queued)
            } else {
                (outcome, wait) = ("open", nil)
            }
            let key = SeenCall(
                service: call.service, queued: queued, outcome: outcome, waitMilliseconds: wait)
            seen[key, default: 0] += 1
        }
        return seen
    }
}
