/// A small line of the comparable periods before, and this one at its end.
struct Sparkline {
    private let before: [Double]
    private let now: Double
    private let target: Double?

    /// Fewer earlier points than these show no course.
    private static let minimumPoints = 2
    /// Of fewer values than these each is marked: they are values more than a course.
    private static let pointsOfACourse = 6
    private static let width = 120.0
    private static let height = 28.0

    init(_ before: [Double], now: Double, target: Double? = nil) {
        self.before = before
        self.now = now
        self.target = target
    }

    func write(_ title: String, _ language: Language, _ html: inout HTMLWriter) {
        guard before.count >= Self.minimumPoints else { return }
        let values = before + [now]
        let low = min(values.min() ?? 0, target ?? .infinity)
        let high = max(values.max() ?? 1, target ?? -.infinity)
        let span = max(high - low, 1e-9)
        func y(_ value: Double) -> String {
            Coordinate.text(3 + (1 - (value - low) / span) * (Self.height - 6))
        }
        let step = Self.width / Double(values.count - 1)
        let points = values.enumerated().map { "\(Coordinate.text(Double($0) * step)) \(y($1))" }
        html.element(
            "svg",
            [
                "class": "spark", "viewBox": "0 0 120 28", "preserveAspectRatio": "none",
                "role": "img",
                "aria-label": language(
                    "\(title): the last \(before.count) comparable periods",
                    "\(title): die letzten \(before.count) Vergleichszeiträume"),
            ]
        ) { svg in
            if let target { svg.path("target", "M0 \(y(target))H120") }
            svg.path("line c0", "M" + points.joined(separator: "L"))
            if values.count < Self.pointsOfACourse {
                svg.path("dot c0 past", points.map { "M\($0)h0" }.joined())
            }
            svg.path("dot c0", "M\(points[points.count - 1])h0")
        }
    }
}
