import CivilTime
import JSONText
import LucsModel

/// The findings of a self-check, in the order in which one rests on the other.
struct Checkup: Sendable {
    enum Result: String, Sendable {
        case ok
        /// It works, and something deserves attention.
        case warn
        case fail

        var text: String { self == .fail ? "FAIL" : rawValue }
    }

    struct Check: Sendable {
        /// What was checked, in a word: `server`, `role`.
        let name: String
        let result: Result
        /// What was found: one sentence without a full stop.
        let message: String
        /// What to do about it; a sentence.
        let advice: String?
        /// What the process tells if this is the worst.
        let code: ExitCode
    }

    private(set) var checks: [Check] = []
    /// How often a loop would poll each service; `nil` without a warehouse.
    var polling: ServicePolling?
    /// The same with the fixed spacing that was asked for.
    var pollingAsked: (every: Duration, services: ServicePolling)?

    mutating func ok(_ name: String, _ message: String) {
        add(name, .ok, message, nil, .done)
    }

    mutating func warn(_ name: String, _ message: String, _ advice: String? = nil) {
        add(name, .warn, message, advice, .partly)
    }

    mutating func fail(
        _ name: String, _ message: String, _ advice: String? = nil, code: ExitCode
    ) {
        add(name, .fail, message, advice, code)
    }

    mutating func fail(_ name: String, _ error: any Error) {
        let failure = Failure(error)
        fail(name, failure.line, code: failure.code)
    }

    private mutating func add(
        _ name: String, _ result: Result, _ message: String, _ advice: String?, _ code: ExitCode
    ) {
        checks.append(
            Check(name: name, result: result, message: message, advice: advice, code: code))
    }

    /// The first failure decides, since later ones may follow from it; a warning alone is 1.
    var code: ExitCode {
        checks.first { $0.result == .fail }?.code
            ?? (checks.contains { $0.result == .warn } ? .partly : .done)
    }

    // MARK: Writing

    /// A line a check.
    var text: String {
        let width = checks.map(\.name.count).max() ?? 0
        return checks.map { check in
            let line =
                "\(Help.padded(check.result.text, 4))  \(Help.padded(check.name, width))  "
                + check.message.onOneLine + (check.advice.map { ". \($0.onOneLine)" } ?? "")
            return line + "\n"
        }.joined() + pollingText
    }

    private var pollingText: String {
        func table(_ every: String, _ services: ServicePolling?, _ basis: String) -> String {
            guard let services, !services.rows.isEmpty else { return "" }
            return "\nWith --every \(every), services would now be polled as follows "
                + "(\(services.requestsPerHour.counted("request")) an hour; calls seen: estimate "
                + "\(basis) of the last 7 days):\n\(services.text)"
        }
        return table(pollingAsked?.every.shortText ?? "", pollingAsked?.services, "from the calls")
            + table("auto", polling, "for the polls")
    }

    func json(_ contract: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(indent: 2)
        writer.object { writer in
            writer.member("schemaVersion", 1)
            writer.member("exitCode", Int(code.rawValue))
            writer.key("checks")
            writer.array { writer in
                for check in checks {
                    writer.object { writer in
                        writer.member("check", check.name)
                        writer.member("result", check.result.rawValue)
                        writer.member("message", check.message)
                        writer.member("advice", check.advice)
                    }
                }
            }
            polling?.write("polling", to: &writer)
            pollingAsked?.services.write("pollingWithEvery", to: &writer)
            writer.key("contract")
            contract(&writer)
        }
        return writer.text + "\n"
    }
}
