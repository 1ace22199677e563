import CivilTime
import JSONText
import LucsAPI

extension Log {
    /// New times without a zone are always as old as a zone is behind UTC.
    static func timesBehind(
        _ behind: Duration, _ sample: ClientStatistics.LocalTime?, _ throttled: ThrottledLog
    ) {
        guard let sample else { return }
        throttled.say("times behind") {
            warning(
                "timesBehind",
                "\(sample.member) \"\(sample.text)\" names no time zone, and the newest of such times "
                    + "always lie \(behind.shortText) behind the server's clock. Waits and ends of tasks "
                    + "are wrong. If LUCS writes local times, set serverTimeZone; doctor proposes one.",
                ["member": .text(sample.member), "value": .text(sample.text)])
        }
    }

    /// Values and lists that LUCS writes in an unexpected way, each at most once an hour.
    static func readingProblems(
        _ statistics: ClientStatistics, refusedPageSize: (asked: Int, used: Int)?,
        _ throttled: ThrottledLog
    ) {
        for (member, sample) in statistics.unreadableValues.samples.sorted(by: { $0.key < $1.key })
        {
            throttled.say("unreadable \(member)") {
                warning(
                    "unreadableValue",
                    "Cannot read \(member): \"\(sample)\" is not a recognized value, and is ignored. "
                        + "Run doctor to see how LUCS writes it.",
                    ["member": .text(member), "value": .text(sample)])
            }
        }
        if let time = statistics.timeAhead {
            let ahead = Duration.seconds((time.ahead.inSeconds / 60).rounded() * 60).shortText
            let (what, advice) =
                time.hasZone
                ? ("lies", "Its clock differs, or it labels local times as UTC.")
                : ("names no time zone and lies", "If LUCS writes local times, set serverTimeZone.")
            throttled.say("time ahead") {
                warning(
                    "timeAhead",
                    "\(time.member) \"\(time.text)\" \(what) \(ahead) ahead of the server's clock. "
                        + "Waits and ends of such tasks are wrong. \(advice)",
                    ["member": .text(time.member), "value": .text(time.text)])
            }
        }
        if let refusedPageSize {
            throttled.say("page size") {
                warning(
                    "pageSize",
                    "LUCS refuses pages of \(refusedPageSize.asked) rows; lucstats asks for "
                        + "\(refusedPageSize.used). Set paging.size to \(refusedPageSize.used).",
                    ["size": .integer(refusedPageSize.used)])
            }
        }
    }
}
