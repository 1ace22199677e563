import CivilTime
import LucsModel
import Warehouse

/// Some days of a small contact centre, a poll every ten minutes: calls that last over midnight,
/// agents that come, go and change their names, a listing that fails now and then. The same seed
/// gives the same passes.
struct RandomDays {
    let f: Fixture
    private let seed: UInt64
    private let calls: [Call]

    private struct Call {
        var number: Int
        var service: Int
        var queued: Double
        var connected: Double?
        var ended: Double
        var agent: Int
    }

    static let day = 86_400.0
    static let services = 3
    static let agents = 8

    init(_ f: Fixture, seed: UInt64, days: Int) {
        self.f = f
        self.seed = seed
        var random = SplitMix64(state: seed)
        calls = (0..<(days * 300)).map { number in
            let queued = Double.random(in: 0..<(Double(days) * Self.day), using: &random)
            let wait = Double.random(in: 1..<900, using: &random)
            let isAnswered = Int.random(in: 0..<5, using: &random) > 0
            // Some last for hours.
            let talk = Int.random(in: 0..<20, using: &random) == 0 ? 20_000.0 : 900
            return Call(
                number: number, service: Int.random(in: 1...Self.services, using: &random),
                queued: queued.rounded(), connected: isAnswered ? (queued + wait).rounded() : nil,
                ended: (queued + wait + (isAnswered ? talk : 0)).rounded(),
                agent: Int.random(in: 1..<Self.agents, using: &random))
        }
    }

    /// The passes of a span of days.
    func passes(_ days: Range<Int>) -> [Pass] {
        let span = Double(days.lowerBound) * Self.day..<Double(days.upperBound) * Self.day
        return stride(from: span.lowerBound, to: span.upperBound, by: 600).map(pass)
    }

    private func pass(_ seconds: Double) -> Pass {
        // Of its own, so that a pass does not depend on those before.
        var random = SplitMix64(state: seed &* 31 &+ UInt64(seconds))
        let at = f.at(seconds)
        let day = Int(seconds / Self.day)
        let tasks = (1...Self.services).map { service in
            let rows = calls.filter {
                $0.service == service && $0.queued <= seconds && $0.ended > seconds
            }.map { call in
                let connected = call.connected.flatMap { $0 <= seconds ? $0 : nil }
                return f.task(
                    call.number, queued: call.queued, connected: connected,
                    agent: connected == nil ? nil : call.agent)
            }
            let isWhole = Int.random(in: 0..<40, using: &random) > 0
            return ServiceTasks(
                service: f.id(service, kind: 1),
                listing: Listing(
                    rows: rows, observedAt: at, shortfall: isWhole ? nil : "cut short"))
        }
        // A state lasts for hours, some for days.
        let states = (1...Self.agents).filter { isThere($0, on: day) }.map { agent in
            let kind = agent == 1 ? 3 : (Int(seconds / 7200) + agent) % 4
            return UserState(
                user: f.id(agent, kind: 3), isSelectable: kind == 0,
                notSelectableReason: ["", "NotReady", "Working", "Offline"][kind],
                notReadyReason: kind == 1 ? "Lunch" : nil)
        }
        let isDirectory = Int(seconds) % 43_200 == 0
        return Pass(
            startedAt: at, finishedAt: at, directory: isDirectory ? directory(day, at) : nil,
            userStates: Int.random(in: 0..<30, using: &random) > 0
                ? Listing(rows: states, observedAt: at) : nil,
            tasks: tasks,
            failures: Int.random(in: 0..<30, using: &random) == 0
                ? [ListingFailure(resource: .userStates, reason: "no answer")] : [])
    }

    /// The last one leaves after the first day.
    private func isThere(_ agent: Int, on day: Int) -> Bool { agent < Self.agents || day < 1 }

    private func directory(_ day: Int, _ at: Timestamp) -> Directory {
        Directory(
            organizationUnits: Listing(
                rows: [OrganizationUnit(id: f.id(1, kind: 4), name: "Unit \(day / 2)")],
                observedAt: at),
            services: Listing(
                rows: (1...Self.services).map {
                    Service(id: f.id($0, kind: 1), name: "Service \($0) of day \(day / 2)")
                }, observedAt: at),
            users: Listing(
                rows: (1...Self.agents).filter { isThere($0, on: day) }.map {
                    User(
                        id: f.id($0, kind: 3), displayName: "Agent \($0) of day \(day / 2)",
                        organizationUnitName: "Unit")
                }, observedAt: at))
    }
}
