import CivilTime
import LucsAPI
import LucsModel

/// Asks by id for tasks that waited and are gone from the lists: were they connected after all?
struct FinalStateLookup {
    /// Errors in a row after which the server counts as one that does not answer such requests.
    private static let maximumErrorsInARow = 5

    private var errorsInARow = 0

    var hasGivenUp: Bool { errorsInARow >= Self.maximumErrorsInARow }

    struct Responses {
        var tasks: [EntityID: LucsTask?] = [:]
        var instants: [Timestamp] = []
    }

    private enum Response: Sendable {
        case task(EntityID, LucsTask?, Timestamp)
        case failed(APIError)
    }

    /// - Parameters:
    ///   - waiting: by service, the tasks that waited at the pass before.
    ///   - lists: what the services' lists say now.
    mutating func ask(
        for waiting: [EntityID: Set<EntityID>], after lists: [ServiceTasks],
        from source: any LucsSource, most: Int, concurrency: Int
    ) async throws -> Responses {
        var responses = Responses()
        var gone = Self.gone(waiting, lists).prefix(max(most, 0))
        var isLimited = false
        try await withThrowingTaskGroup(of: Response.self) { group in
            var underWay = 0
            while true {
                while underWay < max(concurrency, 1), !hasGivenUp, !isLimited,
                    let id = gone.popFirst()
                {
                    group.addTask { try await Self.ask(source, id) }
                    underWay += 1
                }
                guard let response = try await group.next() else { break }
                underWay -= 1
                switch response {
                case .task(let id, let task, let instant):
                    responses.tasks[id] = .some(task)
                    responses.instants.append(instant)
                    if !hasGivenUp { errorsInARow = 0 }
                case .failed(let error) where error.code == .rateLimited: isLimited = true
                case .failed: errorsInARow += 1
                }
            }
        }
        return responses
    }

    /// Tasks that the complete list of their service no longer names, nor any other list.
    private static func gone(
        _ waiting: [EntityID: Set<EntityID>], _ lists: [ServiceTasks]
    ) -> [EntityID] {
        var gone: [EntityID] = []
        for list in lists where list.listing.isComplete {
            guard var ids = waiting[list.service] else { continue }
            for task in list.listing.rows {
                if ids.isEmpty { break }
                ids.remove(task.id)
            }
            gone += ids.sorted { $0.description < $1.description }
        }
        guard !gone.isEmpty else { return [] }
        var elsewhere = Set(gone)
        for list in lists {
            for task in list.listing.rows { elsewhere.remove(task.id) }
        }
        return gone.filter(elsewhere.contains)
    }

    private static func ask(_ source: any LucsSource, _ id: EntityID) async throws -> Response {
        do {
            let (task, instant) = try await source.task(id: id)
            return .task(id, task, instant)
        } catch let error as APIError {
            return .failed(error)
        }
    }
}
