/// Passes over a few services in which tasks move, overflow, return and vanish, and whose lists
/// fail, lag behind and contradict each other. The same seed gives the same passes.
struct RandomRounds {
    typealias Row = SlowReconciliation.Row
    typealias Round = SlowReconciliation.Round

    static let services = 3

    private struct Leg {
        var service: Int
        var from: Int
        var queued: Int?
        var connected: Int?
        var agent: Int?
    }

    private struct Path {
        var created: Int
        var legs: [Leg]
        var end: Int
    }

    private var random: SplitMix64
    private var paths: [Path] = []

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
        for _ in 0..<12 { paths.append(path()) }
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func path() -> Path {
        let created = Int.random(in: 0..<900, using: &random)
        var legs: [Leg] = []
        var at = created
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let service = Int.random(in: 1...Self.services, using: &random)
            // Handed on as it stands, not queued yet, or queued.
            let kind = Int.random(in: 0..<10, using: &random)
            let queued = kind < 3 ? legs.last?.queued : kind < 4 ? nil : at
            var leg = Leg(service: service, from: at, queued: queued)
            if chance(30) {
                leg.connected = at + Int.random(in: 1..<60, using: &random)
                leg.agent = Int.random(in: 1...3, using: &random)
            }
            legs.append(leg)
            at += Int.random(in: 5..<200, using: &random)
        }
        return Path(created: created, legs: legs, end: at)
    }

    private func row(_ task: Int, at: Int, lag: Int = 0) -> (service: Int, row: Row)? {
        let path = paths[task]
        guard at >= path.created, at < path.end + lag,
            let leg = path.legs.last(where: { $0.from <= at - lag })
        else { return nil }
        let isConnected = leg.connected.map { $0 <= at } ?? false
        return (
            leg.service,
            Row(
                task: task, created: path.created, queued: leg.queued,
                connected: isConnected ? leg.connected : nil,
                agent: isConnected ? leg.agent : nil)
        )
    }

    mutating func rounds() -> [Round] {
        var rounds: [Round] = []
        var at = 30
        while at < 1800 {
            rounds.append(round(at, isFirst: rounds.isEmpty))
            at += chance(4) ? 400 : 30
        }
        return rounds
    }

    private mutating func round(_ at: Int, isFirst: Bool) -> Round {
        var round = Round(at: at)
        if isFirst {
            round.directory = (Set(1...Self.services), true)
        } else if chance(6) {
            let named = (1...Self.services).filter { _ in chance(70) }
            round.directory = (Set(named), chance(60))
        }
        var order = Array(1...Self.services)
        order.shuffle(using: &random)
        for service in order where chance(80) {
            let polled = chance(4) ? at - 60 : at
            var rows: [Int: Row] = [:]
            for task in paths.indices {
                let lag = chance(8) ? 40 : 0
                guard var (there, row) = row(task, at: polled, lag: lag) else { continue }
                // Another list may name it too.
                if chance(6) { there = service }
                guard there == service, !chance(5) else { continue }
                row.isTerminal = chance(4)
                // The identifier is used again.
                if let queued = row.queued, chance(2) { row.created = max(row.created, queued - 5) }
                rows[task] = row
            }
            round.polls.append(
                SlowReconciliation.Poll(
                    service: service, at: polled, isComplete: chance(85),
                    rows: rows.keys.sorted().compactMap { rows[$0] }))
        }
        for task in paths.indices where chance(40) {
            if let row = row(task, at: at)?.row { round.finalStates[task] = row }
        }
        return round
    }
}
