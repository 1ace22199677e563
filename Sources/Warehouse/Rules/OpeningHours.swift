public import CivilTime

/// The opening hours of a week, on the local clock.
public struct OpeningWeek: Hashable, Sendable {
    /// A time of one weekday in which it is open.
    public struct Span: Hashable, Sendable {
        /// Monday 1 … Sunday 7.
        public var weekday: Int
        /// Minutes since 00:00 on the clock, 0 ..< 1440.
        public var opens: Int
        /// Minutes since 00:00 on the clock, after `opens`; 1440 is midnight.
        public var closes: Int

        public init(weekday: Int, opens: Int, closes: Int) {
            self.weekday = weekday
            self.opens = opens
            self.closes = closes
        }
    }

    /// In the order of time.
    public let spans: [Span]

    /// - Parameter spans: none of them empty, and no two that overlap.
    public init(_ spans: [Span]) {
        self.spans = spans.sorted { ($0.weekday, $0.opens) < ($1.weekday, $1.opens) }
    }

    /// All day, every day.
    static let always = OpeningWeek((1...7).map { Span(weekday: $0, opens: 0, closes: 1440) })
}

/// When the centre is open, as the configuration states it.
public struct OpeningHours: Hashable, Sendable {
    /// For services without hours of their own; `nil`: as it is in the warehouse.
    public var common: OpeningWeek?
    /// By identifier or name, compared without regard to case.
    public var services: [String: OpeningWeek]

    public init(common: OpeningWeek? = nil, services: [String: OpeningWeek] = [:]) {
        self.common = common
        self.services = services
    }
}

/// An entry of the history of opening hours.
public struct DatedOpeningWeek: Sendable, Equatable {
    /// The latest name of the service, or its identifier if it has none; `nil`: all services
    /// without hours of their own.
    public var service: String?
    /// The local date from which the hours hold; `nil`: from the beginning.
    public var from: CivilDate?
    public var week: OpeningWeek
}
