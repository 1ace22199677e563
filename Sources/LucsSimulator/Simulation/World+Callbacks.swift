import Statistics

/// A callback that a caller asked for while waiting.
struct CallbackRecord {
    let id: String
    let task: Int
    let service: Int
    let promised: Int64
    var isUnderWay = false
    var due: Int64
    var retries = 0
    var ended: Int64?
    var outcome = PromisedCallback.Outcome.open
}

extension World {
    static let maximumRetries = 2
    static let betweenRetries: Int64 = 600_000

    /// Promises a callback to some of the callers who gave up.
    mutating func promiseCallback(after task: Int) {
        guard callbackRandom.chance(scenario.knobs.callbackShare) else { return }
        let due = after(seconds: callbackRandom.uniform(600, 2400))
        events.add(.callbackAttempt(callbacks.count), at: due + delay())
        callbacks.append(
            CallbackRecord(
                id: callbackRandom.guid(), task: task, service: tasks[task].service,
                promised: now, due: due))
    }

    /// Agents call back when they have time.
    private mutating func delay() -> Int64 {
        Int64(callbackRandom.exponential(mean: 240) * 1000)
    }

    mutating func attempt(_ callback: Int) {
        callbacks[callback].isUnderWay = true
        let took = after(seconds: callbackRandom.uniform(30, 240))
        events.add(.callbackResult(callback), at: took)
    }

    mutating func endAttempt(_ callback: Int) {
        callbacks[callback].isUnderWay = false
        let isReached = callbackRandom.chance(0.6)
        guard isReached || callbacks[callback].retries == Self.maximumRetries else {
            callbacks[callback].retries += 1
            callbacks[callback].due = now + Self.betweenRetries
            events.add(.callbackAttempt(callback), at: callbacks[callback].due + delay())
            return
        }
        callbacks[callback].ended = now
        callbacks[callback].outcome = isReached ? .made : .failed
    }

    /// The callbacks that are not done, in the order in which they were promised.
    var openCallbacks: [Int] { callbacks.indices.filter { callbacks[$0].ended == nil } }
}
