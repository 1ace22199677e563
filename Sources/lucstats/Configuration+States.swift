import Warehouse

extension Configuration {
    /// The server's words for the states of agents, beside those that come with the program.
    struct States: Decodable, Sendable {
        var offline: [String]?
        var offDuty: [String]?
        var working: [String]?
        var rona: [String]?
        var notReady: [String]?
        var afterCallWork: [String]?
    }

    /// The server's words for the states of tasks, likewise.
    struct TaskStates: Decodable, Sendable {
        var ended: [String]?
        var afterCall: [String]?
    }

    /// Lets the rules know the words of the configuration.
    func teachWords(_ rules: inout PassRules) throws {
        let own: [(kind: AgentStateKind, words: [String]?)] = [
            (.offline, states?.offline), (.offDuty, states?.offDuty),
            (.working, states?.working), (.rona, states?.rona),
            (.notReady, states?.notReady), (.afterCallWork, states?.afterCallWork),
        ]
        var seen: [String: AgentStateKind] = [:]
        for (kind, words) in own {
            for word in words ?? [] {
                let plain = StateClassification.plain(word)
                guard !plain.isEmpty else {
                    throw Failure(.configuration, "states.\(kind) names a word without letters.")
                }
                if let other = seen.updateValue(kind, forKey: plain), other != kind {
                    throw Failure(
                        .configuration,
                        "states.\(other) and states.\(kind) both name \(word). A word means one "
                            + "state.")
                }
            }
        }
        rules.classification = StateClassification(
            own: Dictionary(uniqueKeysWithValues: own.map { ($0.kind, $0.words ?? []) }))
        rules.terminalStates.formUnion((taskStates?.ended ?? []).map { $0.lowercased() })
        rules.afterCallStates.formUnion((taskStates?.afterCall ?? []).map { $0.lowercased() })
    }
}
