import LucsModel
import SQLite
import Warehouse

/// What the warehouse should hold after passes, found by going through everything again and again.
/// Times in seconds; services and tasks are numbers.
struct SlowReconciliation {
    struct Stay: Hashable {
        var service: Int
        var task: Int
        var created: Int?
        var queued: Int?
        var connected: Int?
        var agent: Int?
        var firstSeen: Int
        var after: Double?
        var before: Double?
        var end: Double?
        var isUnconfirmed = false
        var flowedOut: Int?

        var begun: Int { queued ?? created ?? firstSeen }
        var isOpen: Bool { end == nil }
        var isWaiting: Bool { queued != nil && connected == nil }

        mutating func merge(_ row: Row) {
            created = row.created
            queued = queued ?? row.queued
            connected = connected ?? row.connected
            agent = row.agent ?? agent
            (after, before, end, flowedOut, isUnconfirmed) = (nil, nil, nil, nil, false)
        }

        mutating func flowOut(at next: Int) {
            (after, before, end) = (Double(next), Double(next), Double(next))
            (flowedOut, isUnconfirmed) = (next, false)
        }
    }

    struct Row: Hashable {
        var task: Int
        var created: Int
        var queued: Int?
        var connected: Int?
        var agent: Int?
        var isTerminal = false

        var begun: Int { queued ?? created }
    }

    struct Poll {
        var service: Int
        var at: Int
        var isComplete: Bool
        var rows: [Row]
    }

    struct Round {
        var at: Int
        /// The services of a directory, and whether it is complete.
        var directory: (services: Set<Int>, isComplete: Bool)?
        var polls: [Poll] = []
        var finalStates: [Int: Row] = [:]
    }

    private struct Run {
        var from: Int
        var to: Int
    }

    private struct Departure {
        var stay: Int
        var at: Int
        var previous: Int?
        var gapFrom: Int?
        var isTerminal = false
    }

    static let maxGap = 300
    private(set) var stays: [Stay] = []
    private var runs: [Int: Run] = [:]
    private var present: Set<Int> = []
    private var leftAt: [Int: Int] = [:]

    mutating func apply(_ round: Round) {
        if let directory = round.directory { apply(directory, at: round.at) }
        var departures: [Departure] = []
        var unheld: [(row: Row, poll: Poll, previous: Int?, gapFrom: Int?)] = []
        var calls: [(agent: Int, at: Int)] = []
        for poll in round.polls {
            let run = runs[poll.service]
            if let run, poll.at <= run.to { continue }
            let isBroken = run.map {
                poll.at - $0.to > Self.maxGap || (leftAt[poll.service] ?? .min) >= $0.from
            }
            let previous = isBroken == false ? run?.to : nil
            let gapFrom = isBroken == true ? run?.to : nil
            if poll.isComplete {
                let from = previous == nil ? poll.at : run?.from ?? poll.at
                runs[poll.service] = Run(from: from, to: poll.at)
            }
            let open = stays.indices.filter {
                stays[$0].service == poll.service && stays[$0].isOpen
            }
            var gone = poll.isComplete ? open : []
            func departure(_ stay: Int, isTerminal: Bool = false) -> Departure {
                Departure(
                    stay: stay, at: poll.at, previous: previous, gapFrom: gapFrom,
                    isTerminal: isTerminal)
            }
            for row in poll.rows {
                if let agent = row.agent, let at = row.connected, !row.isTerminal {
                    calls.append((agent, at))
                }
                guard let held = open.first(where: { stays[$0].task == row.task }) else {
                    unheld.append((row, poll, previous, gapFrom))
                    continue
                }
                gone.removeAll { $0 == held }
                let (own, new) = (stays[held].queued, row.queued)
                if let own, let new, new < own { continue }
                if let own, let new, new > own {
                    departures.append(departure(held))
                    unheld.append((row, poll, previous, gapFrom))
                    continue
                }
                stays[held].merge(row)
                if row.isTerminal { departures.append(departure(held, isTerminal: true)) }
            }
            departures += gone.map { departure($0) }
        }
        // A stay whose queue start came late may now be the same as a former one.
        let doubled = stays.indices.filter { index in
            !stays[index].isOpen
                && stays.contains {
                    $0.isOpen && $0.service == stays[index].service
                        && $0.task == stays[index].task && $0.begun == stays[index].begun
                }
        }
        for index in doubled { stays[index].task = -1 }

        var placed: [Int] = []
        for (row, poll, previous, gapFrom) in unheld {
            func isSame(_ index: Int) -> Bool {
                stays[index].task == row.task && stays[index].begun == row.begun
            }
            if placed.contains(where: isSame) { continue }
            let same = stays.indices.filter(isSame)
                .sorted { stays[$0].service < stays[$1].service }
            let others = same.filter { stays[$0].service != poll.service }
            var stay: Int?
            if let own = same.first(where: { stays[$0].service == poll.service }),
                !stays[own].isOpen
            {
                let isOvertaken = stays[own].flowedOut != nil && row.connected == nil
                if row.isTerminal || isOvertaken { continue }
                stay = own
            } else if let open = others.first(where: { stays[$0].isOpen }) {
                guard let place = departures.firstIndex(where: { $0.stay == open }) else {
                    continue
                }
                departures.remove(at: place)
                stay = open
            } else if !row.isTerminal {
                stay = others.first { stays[$0].isWaitingLost }
            }
            if let stay {
                stays[stay].merge(row)
                stays[stay].service = poll.service
            } else {
                stays.append(
                    Stay(
                        service: poll.service, task: row.task, created: row.created,
                        queued: row.queued, connected: row.connected, agent: row.agent,
                        firstSeen: poll.at))
            }
            let index = stay ?? stays.count - 1
            placed.append(index)
            if row.isTerminal {
                departures.append(
                    Departure(
                        stay: index, at: poll.at, previous: previous, gapFrom: gapFrom,
                        isTerminal: true))
            }
        }
        flowOut()
        end(departures.filter { stays[$0.stay].isOpen }, round.finalStates, calls)
        if let directory = round.directory, directory.isComplete {
            endStays(besides: directory.services)
        }
    }

    private mutating func apply(_ directory: (services: Set<Int>, isComplete: Bool), at: Int) {
        if directory.isComplete {
            for service in present.subtracting(directory.services) { leftAt[service] = at }
            present = directory.services
        } else {
            present.formUnion(directory.services)
        }
    }

    private mutating func flowOut() {
        let before = stays
        for index in stays.indices where before[index].isWaiting && before[index].flowedOut == nil {
            let own = before[index].begun
            let later = before.filter {
                $0.task == before[index].task && $0.isOpen && $0.queued != nil && $0.begun > own
                    && Double(min($0.created ?? $0.begun, $0.begun))
                        <= before[index].before ?? .infinity
            }
            if let next = later.map(\.begun).min() { stays[index].flowOut(at: next) }
        }
    }

    private mutating func end(
        _ departures: [Departure], _ finalStates: [Int: Row], _ calls: [(agent: Int, at: Int)]
    ) {
        for departure in departures {
            var stay = stays[departure.stay]
            var final = finalStates[stay.task]
            if let own = stay.queued, let other = final?.queued, own != other {
                if other > own, stay.connected == nil {
                    stays[departure.stay].flowOut(at: other)
                    continue
                }
                final = nil
            }
            stay.connected = stay.connected ?? final?.connected
            let earliest = [stay.created, stay.queued, stay.connected].compactMap(\.self).max()
            let after = max(departure.previous ?? departure.gapFrom ?? departure.at, earliest ?? 0)
            var before = max(departure.at, after)
            if let connected = stay.connected, let agent = stay.agent {
                for call in calls where call.agent == agent {
                    if call.at > max(after, connected), call.at < before { before = call.at }
                }
            }
            if stay.connected != nil { stay.agent = stay.agent ?? final?.agent }
            stay.after = Double(after)
            stay.before = Double(before)
            stay.end = departure.previous == nil ? Double(after) : Double(after + before) / 2
            stay.isUnconfirmed = stay.isWaiting && final == nil && !departure.isTerminal
            stays[departure.stay] = stay
        }
    }

    private mutating func endStays(besides services: Set<Int>) {
        for index in stays.indices where stays[index].isOpen && stays[index].task >= 0 {
            let stay = stays[index]
            guard !services.contains(stay.service) else { continue }
            let last = max(runs[stay.service]?.to ?? .min, stay.begun, stay.connected ?? .min)
            stays[index].after = Double(last)
            stays[index].end = Double(last)
            stays[index].isUnconfirmed = stay.isWaiting
        }
    }
}

extension SlowReconciliation.Stay {
    /// It counts as abandoned.
    fileprivate var isWaitingLost: Bool { !isOpen && connected == nil && flowedOut == nil }
}
