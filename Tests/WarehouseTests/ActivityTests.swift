import LucsModel
import Testing
import Warehouse

/// What a run that begins learns of the services from the warehouse.
@Suite struct ActivityTests {
    @Test func `Arrivals of the last half hour and brief tasks of all time are counted`() throws {
        let f = try Fixture()
        // Answered at once and gone by the next poll: listed for 10 s. Another for 100 s; one is open.
        let brief = f.task(1, queued: 1000, connected: 1001)
        let long = f.task(2, queued: 5000, connected: 5001)
        let open = f.task(3, queued: 5090)
        for (at, tasks) in [
            (1010.0, [brief]), (1020, []), (5010, [long]), (5100, [long, open]), (5110, [open]),
        ] {
            _ = try f.warehouse.apply(f.pass(at, tasks: tasks))
        }
        let activity = try #require(try f.warehouse.serviceActivities()[f.service])
        #expect(activity.polledAt == f.at(5110))
        #expect(activity.arrivals == 2.0 / 1800)
        #expect(activity.ended == 2 && activity.brief == 1)
    }

    @Test func `Of many ended tasks the last 200 count`() throws {
        let f = try Fixture()
        for number in 0..<150 {
            // The first hundred are brief.
            let queued = Double(number) * 60
            let last = queued + (number < 100 ? 10 : 20)
            let tasks = [0, 1].map {
                f.task(number * 2 + $0, queued: queued, connected: queued + 1)
            }
            for (at, tasks) in [(last, tasks), (last + 20, [])] {
                _ = try f.warehouse.apply(f.pass(at, tasks: tasks))
            }
        }
        let activity = try #require(try f.warehouse.serviceActivities()[f.service])
        #expect(activity.ended == 200)
        #expect(activity.brief == 100)
    }
}
