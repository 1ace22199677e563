extension SimulatedContract {
    /// Ways in which an installation may differ from the documented one, by name.
    public static let variants: [(name: String, contract: SimulatedContract)] = [
        variant("documented") { _ in },
        variant("camel-case") { $0.memberCase = .camel },
        variant("lower-case") { $0.memberCase = .lower },
        variant("data-and-total") { $0.envelope = .data },
        variant("bare-lists") { $0.envelope = .bare },
        variant("results-without-total") { $0.envelope = .resultsWithoutTotal },
        variant("skip-and-take") { $0.paging = .offset },
        variant("small-pages-from-0") {
            $0.paging.numberParameter = "pageIndex"
            $0.paging.firstPage = 0
            $0.paging.maximumSize = 20
            $0.envelope = .bare
        },
        variant("german-dates") { $0.dates = .german },
        variant("v1-only") { $0.hasVersion2 = false },
        variant("no-change-time") { $0.tellsStateChanged = false },
        variant("other-names") {
            $0.renamed = [
                "QueueStarted": "EnqueuedAt", "Connected": "AnsweredAt",
                "IsSelectable": "AgentAvailable",
            ]
        },
    ]

    private static func variant(
        _ name: String, _ change: (inout SimulatedContract) -> Void
    ) -> (name: String, contract: SimulatedContract) {
        var contract = SimulatedContract()
        change(&contract)
        return (name, contract)
    }
}
