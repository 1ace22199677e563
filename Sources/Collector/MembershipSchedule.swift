import CivilTime
import LucsModel

/// Which services to ask for their members: each once a day, some of them with each directory.
struct MembershipSchedule {
    private static let every = Duration.seconds(86_400)
    /// So many directories, 15 minutes apart, are read in half a day: all services are asked by then.
    private static let directories = 48
    private static let minimumInPass = 4

    private var listedAt: [EntityID: Timestamp]
    /// Until when none is asked, since the server or the API key does not show members.
    private var pausedUntil: Timestamp?

    /// - Parameter listedAt: when earlier runs got the members of each service.
    init(listedAt: [EntityID: Timestamp]) {
        self.listedAt = listedAt
    }

    /// The services to ask, those first whose members were never listed or longest ago.
    ///
    /// - Parameter budget: how many requests may go to it until the next directory; `nil`: as many
    ///   as it needs.
    func due(of services: [EntityID], at now: Timestamp, budget: Int?) -> [EntityID] {
        if let pausedUntil, now < pausedUntil { return [] }
        let due = services.filter { service in
            listedAt[service].map { now < $0 || now - $0 >= Self.every } ?? true
        }
        let ordered = due.enumerated().sorted { one, other in
            let times = (listedAt[one.element], listedAt[other.element])
            guard times.0 != times.1 else { return one.offset < other.offset }
            return times.0.map { first in times.1.map { first < $0 } ?? false } ?? true
        }
        let few = max(Self.minimumInPass, services.count / Self.directories)
        let most = min(few, budget.map { max(1, $0) } ?? few)
        return ordered.prefix(most).map(\.element)
    }

    mutating func note(_ members: [ServiceMembers], at now: Timestamp) {
        for part in members { listedAt[part.service] = now }
    }

    mutating func pause(at now: Timestamp) {
        pausedUntil = now + Self.every
    }
}
