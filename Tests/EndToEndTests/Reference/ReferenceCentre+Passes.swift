import CivilTime
import LucsModel
import Warehouse

extension ReferenceCentre {
    /// Applies a pass at each spacing up to `last`, but for the gaps.
    func collect(into warehouse: Warehouse, until last: Timestamp? = nil) throws {
        var at = start
        var rest = stays[...]
        var listed: [Stay] = []
        var current = [Int](repeating: 0, count: agentCount)
        while at <= last ?? end {
            defer { at = at + spacing }
            while let next = rest.first, next.queued <= at {
                listed.append(next)
                rest.removeFirst()
            }
            listed.removeAll { $0.left <= at }
            for agent in 0..<agentCount {
                while current[agent] + 1 < changes[agent].count,
                    changes[agent][current[agent] + 1].at <= at
                { current[agent] += 1 }
            }
            guard !gaps.contains(where: { $0.contains(at) }) else { continue }
            let states = (0..<agentCount).map { changes[$0][current[$0]].state }
            _ = try warehouse.apply(pass(at, listed, states))
        }
    }

    private func pass(_ at: Timestamp, _ listed: [Stay], _ states: [UserState]) -> Pass {
        let listable = services.indices.filter { service in
            !failures.contains { $0.service == service && $0.span.contains(at) }
        }
        let tasks = listable.map { service in
            ServiceTasks(
                service: Self.id(service, kind: 1),
                listing: Listing(
                    rows: listed.filter { $0.service == service }.map { task($0, at) },
                    observedAt: at))
        }
        return Pass(
            startedAt: at, finishedAt: at, directory: directory(at),
            userStates: Listing(rows: states, observedAt: at), tasks: tasks)
    }

    private func task(_ stay: Stay, _ at: Timestamp) -> LucsTask {
        let connected = stay.connected.flatMap { $0 <= at ? $0 : nil }
        return LucsTask(
            id: stay.task, type: stay.isChat ? "Chat" : "AudioCall",
            state: connected == nil ? "InQueue" : "Connected",
            created: stay.queued, queueStarted: stay.queued, connected: connected,
            initialModality: stay.isChat ? "InstantMessage" : "Audio",
            agent: connected == nil ? nil : Self.id(stay.agent, kind: 3))
    }

    private func directory(_ at: Timestamp) -> Directory {
        let hasMoved = moveAt.map { at >= $0 } ?? false
        return Directory(
            services: Listing(
                rows: services.indices.map {
                    Service(
                        id: Self.id($0, kind: 1), name: services[$0],
                        organizationUnitName: $0 < 2 ? "North" : "South")
                }, observedAt: at),
            users: Listing(
                rows: (0..<agentCount).map {
                    User(
                        id: Self.id($0, kind: 3), displayName: "Agent \($0)",
                        organizationUnitName: $0 % 2 == 1 && !hasMoved ? "North" : "South")
                }, observedAt: at))
    }
}
