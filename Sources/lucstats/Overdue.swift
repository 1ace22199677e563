import Foundation

/// The end of a run that only reads and takes too long in a place where it cannot be asked to stop:
/// in one long step of SQLite's, or before a pipe that nobody reads.
enum Overdue {
    /// Ends the program a second after the deadline unless it has ended by itself.
    static func end(after deadline: ContinuousClock.Instant, _ failure: Failure) {
        let left = max(deadline - .now, .zero) + .seconds(1)
        let milliseconds = Int(min(left / .milliseconds(1), 1e12))
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            Terminal.endProgress()
            Log.failure(failure)
            _exit(failure.code.rawValue)
        }
    }
}
