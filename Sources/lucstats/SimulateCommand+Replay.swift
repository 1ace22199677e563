import CivilTime
import Foundation
import LucsSimulator

extension Arguments {
    /// The centre of the recorded calls that `--replay` names, and when to begin there; `nil`
    /// without that option. Tells on standard error what was read.
    func replay() throws -> (Scenario, start: Timestamp)? {
        guard let path = value("replay") else {
            for name in ["from", "time-zone", "day"] where has(name) {
                throw Failure(.usage, "--\(name) can only be used with --replay FILE.")
            }
            return nil
        }
        let taken = [
            ("frozen", "calls"), ("services", "services"), ("agents", "agents"), ("seed", "calls"),
            ("days", "days"), ("unequal", "calls"),
        ]
        for (name, things) in taken where has(name) {
            throw Failure(
                .usage,
                "--\(name) and --replay cannot be combined: the replay takes its \(things) from the "
                    + "file.")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .inputOutput, "\(path) cannot be read. Check the path and the permissions.")
        }
        let zone = value("time-zone") ?? Recording.bankTimeZone
        guard LocalCalendar(identifier: zone) != nil else {
            throw Failure(
                .configuration,
                "There is no time zone \(zone). Use an IANA name such as Asia/Jerusalem.")
        }
        let recording: Recording
        do throws(ReplayError) {
            recording = try Recording(csv: Array(bytes), timeZone: zone)
        } catch {
            throw Failure(.badData, "\(path), \(error)")
        }
        let start = try start(in: recording)
        try checkDay(in: recording)
        Terminal.message(
            "\(path), \(recording.services.count.counted("service")), "
                + "\(recording.agents.count.counted("agent")), "
                + "local times of \(zone):")
        for line in recording.report.lines { Terminal.message("  \(line)") }
        return (.replay(of: recording), start)
    }

    func day(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else {
            throw Failure(.usage, "--day takes a date such as 1999-01-05, not \(text).")
        }
        return date
    }

    /// Refuses a date on which no call of the log arrived.
    private func checkDay(in recording: Recording) throws {
        guard let date = try value("day").map(day), !recording.hasCalls(on: date),
            let days = recording.report.days
        else { return }
        let span =
            days.lowerBound == days.upperBound
            ? "\(days.lowerBound)" : "\(days.lowerBound) to \(days.upperBound)"
        throw Failure(
            .usage,
            "There are no calls of \(date) in the file. It has calls of \(span); name such a day with "
                + "--day.")
    }

    private func start(in recording: Recording) throws -> Timestamp {
        guard let text = value("from") else { return recording.firstCall }
        guard let start = recording.instant(localTime: text) else {
            throw Failure(
                .usage, "--from takes a local time such as 1999-01-05T08:00, not \(text).")
        }
        guard start >= recording.start, start < recording.end else {
            let days = recording.report.days.map { "\($0.lowerBound) to \($0.upperBound)" }
            throw Failure(
                .usage, "--from \(text) is outside the days of the file, \(days ?? "none").")
        }
        return start
    }
}
