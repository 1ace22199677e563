import CivilTime
import LucsModel

/// Whom to ask for the reasons of being not ready: some users once a day.
struct AbsenceSchedule {
    private static let every = Duration.seconds(86_400)
    /// Reasons belong to organization units, of which a few users show most.
    private static let users = 3

    private var listedAt: Timestamp?

    init(listedAt: Timestamp?) {
        self.listedAt = listedAt
    }

    /// Users that are spread over the directory; others on other days.
    func due(of users: [EntityID], at now: Timestamp) -> [EntityID] {
        if let listedAt, now >= listedAt, now - listedAt < Self.every { return [] }
        let count = min(Self.users, users.count)
        guard count > 0 else { return [] }
        let day = Int(now.milliseconds / Self.every.wholeMilliseconds)
        return (0..<count).map { users[(day + $0 * (users.count / count)) % users.count] }
    }

    mutating func note(at now: Timestamp) {
        listedAt = now
    }
}
