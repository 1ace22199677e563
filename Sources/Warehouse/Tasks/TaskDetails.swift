import LucsModel
import SQLite

/// What LUCS shows of a task beside what figures are counted by. Keys of labels.
struct TaskDetails: Equatable {
    var externalID: EntityID?
    var customOrigin: Int64?
    var algorithm: Int64?
    var agentProfile: Int64?
    var responsibleLevel: Int64?

    init() {}

    init(_ row: Row, from first: Int) throws {
        externalID = EntityID(stored: row[first])
        customOrigin = try row.integer(first + 1)
        algorithm = try row.integer(first + 2)
        agentProfile = try row.integer(first + 3)
        responsibleLevel = try row.integer(first + 4)
    }

    /// What was shown once stays until something else is shown: a task that goes back to the queue
    /// has no agent for a while.
    func merged(with now: TaskDetails) -> TaskDetails {
        var merged = now
        merged.externalID = now.externalID ?? externalID
        merged.customOrigin = now.customOrigin ?? customOrigin
        merged.algorithm = now.algorithm ?? algorithm
        merged.agentProfile = now.agentProfile ?? agentProfile
        merged.responsibleLevel = now.responsibleLevel ?? responsibleLevel
        return merged
    }

    func bind(to statement: Statement, from first: Int32) throws {
        if let externalID {
            try externalID.bind(to: statement, at: first)
        } else {
            try statement.bind(.null, at: first)
        }
        try statement.bind(customOrigin, at: first + 1)
        try statement.bind(algorithm, at: first + 2)
        try statement.bind(agentProfile, at: first + 3)
        try statement.bind(responsibleLevel, at: first + 4)
    }
}
