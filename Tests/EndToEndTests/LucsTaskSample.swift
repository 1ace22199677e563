import CivilTime
import LucsModel

/// One task in one service's list.
enum LucsTaskSample {
    static func task(queued: Timestamp, connected: Timestamp?) -> LucsTask {
        LucsTask(
            id: EntityID("7e1c0000-0000-0000-0000-000000000001"), type: "Call",
            created: queued - .seconds(5), queueStarted: queued, connected: connected,
            agent: connected == nil ? nil : EntityID("a"))
    }

    static func list(of task: LucsTask, at instant: Timestamp) -> ServiceTasks {
        ServiceTasks(
            service: EntityID("11111111-0000-0000-0000-000000000001"),
            listing: Listing(rows: [task], observedAt: instant))
    }
}
