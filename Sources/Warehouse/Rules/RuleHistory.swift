/// What held when: for service 0, which stands for all services, and for those with a rule of their
/// own. Instants are the first ones of local dates, in epoch milliseconds; 0 is the beginning.
struct RuleHistory<Rule: Equatable> {
    struct Entry {
        var from: Int64
        var rule: Rule
    }

    /// By service, in the order of time.
    private(set) var entries: [Int64: [Entry]] = [:]

    /// The services with a rule of their own, at whatever time.
    var services: Set<Int64> { Set(entries.keys).subtracting([0]) }

    /// Adds an entry that was read; entries come in any order.
    mutating func add(_ rule: Rule, of service: Int64, from: Int64) {
        var own = entries[service] ?? []
        own.removeAll { $0.from == from }
        own.append(Entry(from: from, rule: rule))
        entries[service] = own.sorted { $0.from < $1.from }
    }

    /// The rule that holds at an instant: the service's own, else the one for all services.
    func rule(of service: Int64, at instant: Int64) -> Rule? {
        own(service, at: instant) ?? own(0, at: instant)
    }

    private func own(_ service: Int64, at instant: Int64) -> Rule? {
        entries[service]?.last { $0.from <= instant }?.rule
    }

    /// Lets a rule hold from an instant until the next entry of the service. If the rule held
    /// already, nothing is added.
    mutating func set(_ rule: Rule, of service: Int64, from instant: Int64) {
        var own = entries[service] ?? []
        own.removeAll { $0.from == instant }
        if own.last(where: { $0.from < instant })?.rule != rule {
            own.append(Entry(from: instant, rule: rule))
        }
        entries[service] = own.isEmpty ? nil : own.sorted { $0.from < $1.from }
    }

    /// Takes over what the configuration states for today and from now on. Services that it does
    /// not name follow the rule for all services again.
    ///
    /// - Parameters:
    ///   - common: the rule for all services.
    ///   - services: the rules of services with one of their own.
    ///   - today: the first instant of the local date.
    ///   - isFirst: whether nothing was collected of a service before today; the rule then holds
    ///     from the beginning.
    mutating func configure(
        common: Rule, services: [Int64: Rule], today: Int64, isFirst: (Int64) -> Bool
    ) {
        var wanted = services
        wanted[0] = common
        for service in self.services where wanted[service] == nil { wanted[service] = common }
        for (service, rule) in wanted {
            // A rule that comes to equal the common one by itself is still the service's own.
            if own(service, at: today) == rule { continue }
            if isFirst(service) {
                entries[service]?.removeAll { $0.from <= today }
                set(rule, of: service, from: 0)
            } else {
                set(rule, of: service, from: today)
            }
        }
    }

    /// The first instant at which another history differs; `nil` if none does.
    func firstDifference(from other: RuleHistory) -> Int64? {
        var first: Int64?
        for service in Set(entries.keys).union(other.entries.keys) {
            let (own, others) = (entries[service] ?? [], other.entries[service] ?? [])
            for entry in own + others {
                let isSame =
                    own.contains { $0.from == entry.from && $0.rule == entry.rule }
                    && others.contains { $0.from == entry.from && $0.rule == entry.rule }
                if !isSame { first = min(first ?? entry.from, entry.from) }
            }
        }
        return first
    }
}
