import CivilTime
import LucsModel

/// Which services to look at when a rate limit does not allow all of them in every pass.
///
/// Services that would else wait longer than is tolerable come first. What is left goes where
/// things move: looking at service *i* every δᵢ misses about λᵢδᵢ/2 of its changes, λᵢ their rate, and
/// with Σ 1/δᵢ given the sum is smallest where 1/δᵢ is proportional to √λᵢ. So the service comes
/// first whose √λ × time since the last look is greatest.
struct ServiceSchedule {
    private struct Activity {
        var lookedAt: Timestamp
        /// Changes a second, recent ones counting more.
        var rate: Double
        /// What was told of each task, condensed; `nil` where an earlier run looked.
        var tasks: [EntityID: Int]?
    }

    /// Changes are forgotten by half in about seven minutes.
    private static let memory = 600.0
    /// Nothing is so quiet that it is not worth a look.
    private static let leastRate = 1.0 / 3600
    /// How long a task lives, by and large: for services seen but once.
    private static let usualLife = 300.0

    private var activities: [EntityID: Activity] = [:]

    init(_ activities: [EntityID: ServiceActivity] = [:]) {
        self.activities = activities.mapValues { Activity(lookedAt: $0.lookedAt, rate: $0.rate) }
    }

    func hasLooked(at services: [EntityID]) -> Bool {
        services.contains { activities[$0] != nil }
    }

    mutating func note(_ listing: Listing<LucsTask>, of service: EntityID) {
        var tasks: [EntityID: Int] = [:]
        for task in listing.rows {
            var hasher = Hasher()
            hasher.combine(task.state)
            hasher.combine(task.connected)
            hasher.combine(task.agent)
            tasks[task.id] = hasher.finalize()
        }
        guard let before = activities[service] else {
            activities[service] = Activity(
                lookedAt: listing.observedAt, rate: Double(tasks.count) / Self.usualLife,
                tasks: tasks)
            return
        }
        let seconds = (listing.observedAt - before.lookedAt).inSeconds
        guard seconds > 0 else { return }
        guard let told = before.tasks else {
            activities[service] = Activity(
                lookedAt: listing.observedAt, rate: before.rate, tasks: tasks)
            return
        }
        let gone = told.keys.count { tasks[$0] == nil }
        let changes = gone + tasks.count { told[$0.key] != $0.value }
        // 1 − x/(1 + x) stands for e^−x: it needs no library, and weighs alike.
        let kept = Self.memory / (Self.memory + seconds)
        activities[service] = Activity(
            lookedAt: listing.observedAt,
            rate: kept * before.rate + (1 - kept) * Double(changes) / seconds, tasks: tasks)
    }

    /// The services to look at now, in the order given: as many as have to come now so that
    /// later passes of the same size can still keep `staleness`, and for the rest the busiest.
    func choose(
        _ most: Int, of services: [EntityID], now: Timestamp, every: Duration, staleness: Duration
    ) -> [EntityID] {
        guard most < services.count else { return services }
        let candidates = services.enumerated().map { index, service in
            guard let activity = activities[service] else {
                return Candidate(index: index, passesLeft: 0, age: .infinity, score: .infinity)
            }
            let age = max(now - activity.lookedAt, .zero)
            // A pass is not made at an exact instant.
            let left = Int(((staleness - age) / every - 0.5).rounded(.down))
            return Candidate(
                index: index, passesLeft: max(left, 0), age: age.inSeconds,
                score: age.inSeconds * root(of: activity))
        }
        let byDeadline = candidates.sorted { ($0.passesLeft, $1.age) < ($1.passesLeft, $0.age) }
        var pressing = 0
        for (before, candidate) in byDeadline.enumerated() {
            pressing = max(pressing, before + 1 - most * candidate.passesLeft)
        }
        let first = byDeadline.prefix(min(pressing, most))
        let rest = byDeadline.dropFirst(first.count).sorted {
            $0.score != $1.score ? $0.score > $1.score : $0.index < $1.index
        }
        return (first + rest.prefix(most - first.count)).map(\.index).sorted()
            .map { services[$0] }
    }

    private struct Candidate {
        var index: Int
        /// Passes that may follow before the service was not looked at for too long.
        var passesLeft: Int
        /// Seconds since the last look.
        var age: Double
        var score: Double
    }

    private func root(of activity: Activity) -> Double {
        max(activity.rate, Self.leastRate).squareRoot()
    }
}
