import CivilTime
import JSONText
import LucsAPI

extension Log {
    /// Values and lists that LUCS writes in an unexpected way, each at most once an hour.
    static func readingProblems(
        _ statistics: ClientStatistics, refusedPageSize: (asked: Int, used: Int)?,
        _ nagging: Nagging
    ) {
        for (member, sample) in statistics.unreadableValues.samples.sorted(by: { $0.key < $1.key })
        {
            nagging.say("unreadable \(member)") {
                warning(
                    "unreadableValue",
                    "Cannot read \(member): \"\(sample)\" is not a recognized value. It is stored as "
                        + "missing.",
                    ["member": .text(member), "value": .text(sample)])
            }
        }
        if let time = statistics.timeAhead {
            nagging.say("time ahead") {
                warning(
                    "timeAhead",
                    "\(time.member) \"\(time.text)\" names no time zone and lies "
                        + "\(time.ahead.shortText) ahead of the server's clock. If LUCS writes local "
                        + "times, set serverTimeZone.",
                    ["member": .text(time.member), "value": .text(time.text)])
            }
        }
        if let refusedPageSize {
            nagging.say("page size") {
                warning(
                    "pageSize",
                    "LUCS refuses pages of \(refusedPageSize.asked) rows; lucstats asks for "
                        + "\(refusedPageSize.used). Set paging.size to \(refusedPageSize.used).",
                    ["size": .integer(refusedPageSize.used)])
            }
        }
    }
}
