import CivilTime
import LucsModel
import Warehouse

/// What a warehouse must hold after some passes, worked out slowly from all of them at once: a
/// stay from the lists that named it, a state second by second.
struct ReferenceWarehouse {
    struct Fact: Hashable {
        var service: EntityID
        var task: EntityID
        var queued: Int64
        var connected: Int64?
        var endedAfter: Int64?
        var endedBefore: Int64?
        var ended: Int64?
        var isUnsure: Bool
    }

    private let passes: [Pass]
    private let maxGap: Int64

    /// - Parameter passes: in the order in which they were applied. One that comes after a later
    ///   one tells nothing.
    init(passes: [Pass], maxGap: Int64) {
        var last = Timestamp(milliseconds: .min)
        self.passes = passes.filter { pass in
            guard pass.startedAt > last else { return false }
            last = pass.startedAt
            return true
        }
        self.maxGap = maxGap
    }

    /// The listings that tell something new: those after every complete one before.
    private func accepted<Row>(_ listings: [Listing<Row>]) -> [Listing<Row>] {
        var last = Int64.min
        return listings.filter { listing in
            guard listing.observedAt.milliseconds > last else { return false }
            if listing.isComplete { last = listing.observedAt.milliseconds }
            return true
        }
    }

    // MARK: Tasks

    func facts() -> Set<Fact> {
        let services = Set(passes.flatMap { $0.tasks.map(\.service) })
        return Set(services.flatMap(facts))
    }

    private struct Stay: Hashable {
        var task: EntityID
        var queued: Int64
    }

    private func facts(of service: EntityID) -> [Fact] {
        let lists = accepted(
            passes.flatMap { $0.tasks.filter { $0.service == service }.map(\.listing) })
        func stay(_ task: LucsTask) -> Stay {
            Stay(task: task.id, queued: task.queueStarted?.milliseconds ?? 0)
        }
        let stays = Set(lists.flatMap { $0.rows.map(stay) })
        return stays.map { one in
            let named = lists.indices.filter { index in
                lists[index].rows.contains { stay($0) == one }
            }
            let connected = named.lazy.flatMap { lists[$0].rows.filter { stay($0) == one } }
                .compactMap { $0.connected?.milliseconds }.first
            var fact = Fact(
                service: service, task: one.task, queued: one.queued, connected: connected,
                isUnsure: false)
            let last = named.last ?? 0
            let without = lists.indices.first { $0 > last && lists[$0].isComplete }
            guard let without else { return fact }
            let missedAt = lists[without].observedAt.milliseconds
            let before = lists[..<without].last { $0.isComplete }?.observedAt.milliseconds
            let earliest = max(one.queued, connected ?? one.queued)
            if let before, missedAt - before <= maxGap {
                let after = max(before, earliest)
                fact.endedAfter = after
                fact.endedBefore = max(missedAt, after)
                fact.ended = after + (max(missedAt, after) - after) / 2
            } else {
                fact.endedAfter = max(before ?? missedAt, earliest)
                fact.endedBefore = max(missedAt, fact.endedAfter ?? missedAt)
                fact.ended = fact.endedAfter
            }
            fact.isUnsure = connected == nil
            return fact
        }
    }

    // MARK: States

    /// Seconds by agent and state, looked up for every second of `span`; what is not covered is
    /// unknown.
    func seconds(
        over span: Range<Int64>, _ kind: (UserState) -> AgentStateKind
    ) -> [EntityID: [AgentStateKind: Int]] {
        let lists = accepted(passes.compactMap(\.userStates))
        let complete = lists.filter(\.isComplete).map(\.observedAt.milliseconds)
        var seconds: [EntityID: [AgentStateKind: Int]] = [:]
        for agent in Set(lists.flatMap { $0.rows.map(\.user) }) {
            for second in stride(from: span.lowerBound, to: span.upperBound, by: 1000) {
                let before = complete.last { $0 <= second }
                let after = complete.first { $0 > second }
                var state = AgentStateKind.unknown
                if let before, let after, after - before <= maxGap {
                    // The last list that says something of the agent, a complete one at the least.
                    let told = lists.last { list in
                        list.observedAt.milliseconds <= second
                            && (list.isComplete || list.rows.contains { $0.user == agent })
                    }
                    state = told?.rows.first { $0.user == agent }.map(kind) ?? .unknown
                }
                seconds[agent, default: [:]][state, default: 0] += 1
            }
        }
        return seconds
    }
}
