import LucsModel

/// Tasks that a service's list names and the service does not hold.
///
/// Two services may list the same task, and a task may be handed from one to the other without
/// entering a queue anew: it is one stay, counted once, with the service that named it first for
/// as long as that one's list names it.
struct Newcomers {
    struct One {
        var id: EntityID
        var task: OpenTask
        var look: TaskWriter.Look
        var isTerminal: Bool
    }

    /// How a stay stands with the service that holds it.
    enum Holding {
        /// No other service holds it.
        case none
        case stays
        /// It left that service's list in this pass.
        case leaves(Departures.One)
    }

    private struct Stay: Equatable {
        var id: EntityID
        var begunAt: Int64
    }

    /// Those that another service holds, it seems; to be settled when all lists are read.
    private(set) var contested: [One] = []
    private var placed: [Stay] = []
    private var index = HashIndex()
    /// Who holds what, as it was when the first newcomer came.
    private var holders: [EntityID: Int64]?
    private var held: [Int64: [EntityID: OpenTask]] = [:]

    /// Makes room for so many stays at once.
    mutating func reserve(_ count: Int) {
        placed.reserveCapacity(count)
        index = HashIndex(expecting: count)
    }

    /// Remembers a task, and tells whether it may be written at once; it is ``contested`` if another
    /// service holds it.
    mutating func admit(_ one: One, _ rows: TaskRows) throws -> Bool {
        if holders == nil { holders = rows.wereAny ? try rows.holders() : [:] }
        if let holder = holders?[one.id], holder != one.look.service {
            contested.append(one)
            return false
        }
        return place(one)
    }

    /// Whether the stay was not placed before.
    private mutating func place(_ one: One) -> Bool {
        let stay = Stay(id: one.id, begunAt: one.task.begunAt)
        guard index.add(stay.id.mixed, isSame: { placed[$0] == stay }) else { return false }
        placed.append(stay)
        return true
    }

    /// How the stay of a contested task stands, now that all lists are read.
    mutating func holding(
        of one: One, _ rows: TaskRows, _ departures: Departures
    ) throws -> Holding {
        guard place(one) else {
            return .stays
        }
        guard let holder = holders?[one.id] else { return .none }
        if let left = departures.find(one.id, begunAt: one.task.begunAt, service: holder) {
            return .leaves(left)
        }
        let open = try held[holder] ?? rows.open(of: holder)
        held[holder] = open
        return open[one.id]?.begunAt == one.task.begunAt ? .stays : .none
    }
}
