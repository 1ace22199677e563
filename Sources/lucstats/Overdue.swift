import Foundation

/// The end of a run that only reads and takes too long in a place where it cannot be asked to stop:
/// in one long step of SQLite's, or before a pipe that nobody reads.
struct Overdue {
    private let end: DispatchWorkItem

    /// Ends the program a second after the deadline, unless it has ended or was cancelled.
    init(after deadline: ContinuousClock.Instant, _ failure: Failure) {
        let left = max(deadline - .now, .zero) + .seconds(1)
        let milliseconds = Int(min(left / .milliseconds(1), 1e12))
        end = DispatchWorkItem {
            // Nobody may read the messages either.
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) {
                _exit(failure.code.rawValue)
            }
            Terminal.endProgress()
            Log.failure(failure)
            _exit(failure.code.rawValue)
        }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .milliseconds(milliseconds), execute: end)
    }

    /// What took its time is done.
    func cancel() { end.cancel() }
}
