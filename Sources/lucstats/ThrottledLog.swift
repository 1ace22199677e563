import Foundation
import Locking

/// Says a thing once an hour at most.
final class ThrottledLog: Sendable {
    private let said = Locked<[String: ContinuousClock.Instant]>([:])

    func say(_ what: String, _ speak: () -> Void) {
        let isDue = said.withLock { said in
            if let last = said[what], .now - last < .seconds(3600) { return false }
            said[what] = .now
            return true
        }
        if isDue { speak() }
    }

    /// It is over: the next time is news.
    func forget(_ what: String) {
        said.withLock { $0[what] = nil }
    }
}
