internal import CivilTime

/// The groups of the index: periods of one kind stand in one table.
enum IndexGroup: String, CaseIterable {
    case days, weeks, months, quarters, years, others

    /// Runs of several units and parts of a day are others.
    init(_ period: Period) {
        guard period.isSingle else {
            self = .others
            return
        }
        self =
            switch period.unit {
            case .day: .days
            case .week: .weeks
            case .month: .months
            case .quarter: .quarters
            case .year: .years
            case .time: .others
            }
    }

    func title(_ language: Language) -> String {
        switch self {
        case .days: language("Days", "Tage")
        case .weeks: language("Weeks", "Wochen")
        case .months: language("Months", "Monate")
        case .quarters: language("Quarters", "Quartale")
        case .years: language("Years", "Jahre")
        case .others: language("Other periods", "Weitere Zeiträume")
        }
    }
}
