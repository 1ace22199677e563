/// How a figure of one agent differs from another one, in plain words. Never firmer than its data:
/// no difference is named that chance alone would explain.
enum Difference: Equatable {
    case more, less, unclear
    /// Too few calls, or too little time, to compare.
    case few

    /// A share has to differ by at least this much.
    private static let minimumShare = 0.05
    /// Seconds on duty from which on a share is compared.
    private static let minimumDuty = 3600.0

    /// - Parameters:
    ///   - column: a mean duration of answered calls, or a share of the time on duty.
    ///   - other: the row that the figure is held against.
    init(_ column: Column, _ own: Record, _ other: Record?) {
        guard let other, let a = own.number(column.name), let b = other.number(column.name) else {
            self = .few
            return
        }
        let margin: Double
        switch column.format {
        case .duration:
            let (n, m) = (own.number("answered") ?? 0, other.number("answered") ?? 0)
            guard n >= Verdict.minimumCalls, m >= Verdict.minimumCalls else {
                self = .few
                return
            }
            // Talk times vary about as much as their mean: twice the standard error of both.
            margin = 2 * (a * a / n + b * b / m).squareRoot()
        case .percent:
            guard own.number("duty_seconds") ?? Self.minimumDuty >= Self.minimumDuty,
                other.number("duty_seconds") ?? Self.minimumDuty >= Self.minimumDuty
            else {
                self = .few
                return
            }
            margin = Self.minimumShare
        default:
            self = .few
            return
        }
        self = abs(a - b) <= margin ? .unclear : a > b ? .more : .less
    }

    /// `longer`, `higher`; `nil` where no difference is named.
    func word(_ format: Format, _ language: Language) -> String? {
        switch (self, format) {
        case (.more, .duration): language("longer", "länger")
        case (.less, .duration): language("shorter", "kürzer")
        case (.more, _): language("higher", "höher")
        case (.less, _): language("lower", "niedriger")
        case (.unclear, _), (.few, _): nil
        }
    }
}
