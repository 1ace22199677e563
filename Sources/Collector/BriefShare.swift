import CivilTime
import LucsModel

/// How many of the tasks that ended were brief: gone so soon that a poll may not meet them.
///
/// Of tasks that last longer than the spacing of the polls none is missed. Of the others it is
/// half, so what a poll is worth grows with their share.
struct BriefShare {
    /// Brief tasks and all, later ones counting more.
    private var brief = 0.0
    private var all = 0.0

    /// A task counts half after this many others.
    private static let memory = 140.0
    /// The share that an ordinary centre has, and what is assumed until tasks have ended.
    private static let typical = 0.02
    /// For how many of its own tasks the share of all services stands in a service's.
    private static let prior = 20.0
    /// Bounds of the weight.
    private static let weights = 1.0...10

    static func isBrief(_ seen: Duration) -> Bool { seen < ServiceActivity.longestBrief }

    mutating func note(_ brief: Int, of ended: Int) {
        let kept = Self.memory / (Self.memory + Double(ended))
        self.brief = kept * self.brief + Double(brief)
        all = kept * all + Double(ended)
    }

    private func share(prior: Double) -> Double {
        (brief + Self.prior * prior) / (all + Self.prior)
    }

    /// How many times as much an arrival counts as it does where few tasks are brief: of all
    /// services.
    var weight: Double { Self.weight(share(prior: Self.typical)) }

    /// The same of one service.
    func weight(within centre: BriefShare) -> Double {
        Self.weight(share(prior: centre.share(prior: Self.typical)))
    }

    private static func weight(_ share: Double) -> Double {
        min(max(share / typical, weights.lowerBound), weights.upperBound)
    }
}
