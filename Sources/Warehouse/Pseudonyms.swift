/// What is kept of the customers whom lists name: an open task is listed at every poll, and a
/// pseudonym costs more than the rest of its row.
final class Pseudonyms {
    private var rule = CustomerIdentifiers.dropped
    private var known: [String: String] = [:]
    private static let maximum = 100_000

    func kept(_ customer: String?, by rule: CustomerIdentifiers) -> String? {
        guard case .masked = rule, let customer else { return rule.kept(customer) }
        if rule != self.rule || known.count >= Self.maximum {
            known.removeAll(keepingCapacity: true)
            self.rule = rule
        }
        if let pseudonym = known[customer] { return pseudonym }
        let pseudonym = rule.kept(customer)
        known[customer] = pseudonym
        return pseudonym
    }
}
