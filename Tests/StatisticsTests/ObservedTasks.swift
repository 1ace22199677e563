import Statistics

/// A task as it really was, in seconds.
struct TrueTask {
    var queued: Double
    var connected: Double?
    var ended: Double
}

/// What polls at fixed instants see of tasks: done slowly, one task after the other.
struct ObservedTasks {
    var sightings = Sightings()
    var seen = UnseenEstimate.Seen(answered: 0, abandoned: 0, unconfirmed: 0)
    /// What was true.
    var answered = 0.0
    var abandoned = 0.0

    /// - Parameter phase: of the polls, below their spacing.
    init(_ tasks: [TrueTask], spacing: Double, phase: Double) {
        func firstPoll(from instant: Double) -> Double {
            phase + ((instant - phase) / spacing).rounded(.up) * spacing
        }
        func bin(_ age: Double) -> Int { Int(age / spacing * Double(Sightings.bins)) }
        func more(_ from: Double, _ to: Double) -> Int {
            Int(((to - from) / spacing).rounded(.up)) - 1
        }
        for task in tasks {
            let leftQueue = task.connected ?? task.ended
            let inQueue = firstPoll(from: task.queued)
            let wasSeenWaiting = inQueue < leftQueue
            if task.connected == nil { abandoned += 1 } else { answered += 1 }
            if let connected = task.connected {
                let poll = firstPoll(from: connected)
                if poll < task.ended {
                    seen.answered += 1
                    let age = bin(poll - connected)
                    sightings.connected.add(age: age, morePolls: more(poll, task.ended))
                    sightings.addSpacing(seconds: spacing, tasks: 1)
                    if wasSeenWaiting {
                        sightings.waiting[min(age, Sightings.bins - 1)].add(
                            age: bin(inQueue - task.queued), morePolls: more(inQueue, leftQueue))
                    }
                    continue
                }
            }
            guard wasSeenWaiting else { continue }
            seen.abandoned += 1
            seen.unconfirmed += 1
            sightings.abandoned.add(
                age: bin(inQueue - task.queued), morePolls: more(inQueue, leftQueue))
        }
    }
}
