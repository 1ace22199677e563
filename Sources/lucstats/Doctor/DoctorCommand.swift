import CivilTime
import Collector
import Foundation
import JSONText
import LucsAPI
import Warehouse

let doctorCommand = Command(
    name: "doctor", summary: "Check everything that collecting needs, one line a check.",
    options: [
        .server, .apiVersion, .warehouse, .config,
        Option(name: "every", value: "30s", help: "polling interval for the request estimate"),
        Option(
            name: "format", short: "f", value: "F", help: "text (default) or json",
            values: .oneOf(["text", "json"])),
        Option(
            name: "write-config", value: "FILE",
            help: "write the detected settings to this file", values: .file),
    ],
    run: { arguments in
        let format = arguments.value("format") ?? "text"
        guard ["text", "json"].contains(format) else {
            throw Failure(.usage, "--format takes text or json, not \(format).")
        }
        var checkup = Checkup()
        let survey = try await checkup.examine(arguments)
        if let file = arguments.value("write-config") {
            if let survey, survey.resources.contains(where: { $0.error == nil }) {
                try LearnedConfiguration(survey, arguments).write(to: file)
                checkup.ok("learned", "written to \(file)")
            } else {
                checkup.warn("learned", "nothing, so that \(file) was left as it is")
            }
        }
        Terminal.result(
            format == "json" ? checkup.json { survey.write(to: &$0) } : checkup.text)
        if checkup.code != .done { throw EarlyExit(code: checkup.code) }
    })

/// Ends the program with an exit code and no message: everything has been said.
struct EarlyExit: Error {
    let code: ExitCode
}

extension Checkup {
    /// Makes all checks; those that rest on one that failed are left out.
    fileprivate mutating func examine(_ arguments: Arguments) async throws -> Survey? {
        let file: Configuration
        do {
            file = try arguments.configuration()
            ok(
                "configuration",
                arguments.configurationPath ?? "no configuration file; using defaults")
        } catch {
            fail("configuration", error)
            return nil
        }
        do {
            let source = try KeySource.found()
            _ = try source.read()
            ok("key", source.description)
        } catch {
            fail("key", error)
        }
        if let warning = try? arguments.spacing(file)?.warning {
            warn("every", warning, Spacing.advice)
        }
        var survey: Survey?
        if !checks.contains(where: { $0.result == .fail }) {
            do {
                survey = try await examineServers(arguments, file)
            } catch {
                fail("server", error)
            }
        }
        examineWarehouse(arguments, file)
        return survey
    }

    private mutating func examineServers(
        _ arguments: Arguments, _ file: Configuration
    ) async throws -> Survey {
        var configuration = try arguments.clientConfiguration(file)
        // What a rate limit refuses is reported, and not asked for again.
        configuration.retries.maximum = 1
        configuration.retries.maximumRefusals = 1
        examineTransport(configuration, file)
        sayPatience(configuration.limits)
        let client = try LucsClient(configuration)
        // Its requests are spent as well, and it pauses where a collector was told to.
        let budget = (arguments.value("warehouse") ?? file.warehouse).map {
            BudgetFile(warehouse: $0, limits: configuration.limits)
        }
        let (directoryReadAt, notes) = await budget?.resume(client) ?? (nil, BudgetFile.Notes())
        let bounds = PassBounds(
            file, spacing: try arguments.spacing(file) ?? .auto,
            maxGap: file.maxGap.flatMap { Duration($0) })
        var survey = try await RunDeadline.$instant.withValue(.now + bounds.longestPass) {
            try await client.survey()
        }
        // What cannot be written there, the warehouse's own check tells.
        try? budget?.write(
            BudgetFile.Content(
                history: await client.history, directoryReadAt: directoryReadAt, notes: notes))
        examine(survey.servers)
        try await examineSystem(client)
        examineRoles(survey)
        await examineServiceNames(survey, client, file)
        examineContract(survey)
        examineLocalTimes(notes.localTimes, client, &survey)
        examineClock(client.statistics.clockSkew)
        await examineBudget(survey, client, bounds)
        await examineHistory(survey, client, file)
        return survey
    }

    private mutating func examineTransport(
        _ configuration: ClientConfiguration, _ file: Configuration
    ) {
        let warnings = file.plainHTTP(configuration).map(\.warning)
        for warning in warnings { warn("transport", warning.trimmedStop) }
        guard warnings.isEmpty else { return }
        ok(
            "transport",
            configuration.plainHTTP.isEmpty
                ? "the API key is sent over https, or only to this machine"
                : "the API key is sent over plain http, which plainHTTPAccepted accepts")
    }

    /// A tight limit makes a person wait: it is kept to here as well.
    private func sayPatience(_ limits: ClientConfiguration.Limits) {
        guard let least = limits.perMinute, least < Self.expectedRequests else { return }
        let minutes = (Self.expectedRequests + least - 1) / least
        Log.message(
            "lucstats: this takes some \(Self.expectedRequests) requests; within the limit of \(least) "
                + "a minute they may take \(minutes) minutes.")
    }

    private static var expectedRequests: Int { 40 }

    private mutating func examine(_ servers: [Survey.ServerFinding]) {
        let isAnyUp = servers.contains { $0.error?.isServerFault != true }
        for server in servers {
            let took = server.answeredIn.map { " in \($0.wholeMilliseconds) ms" } ?? ""
            // A refusal is an answer too; which lists it is about follows.
            guard let error = server.error, error.code != .refused else {
                let version = server.version?.rawValue ?? "something"
                ok("server", "\(server.address) answers with \(version)\(took)")
                continue
            }
            if isAnyUp, error.isServerFault {
                warn("server", error.description, "The other server is used meanwhile.")
            } else {
                fail("server", error)
            }
        }
    }

    private mutating func examineClock(_ skews: [String: Duration]) {
        for (server, skew) in skews.sorted(by: { $0.key < $1.key }) {
            let seconds = Int(skew.inSeconds.rounded())
            if abs(seconds) < 5 {
                ok("clock", "\(server) agrees with this machine")
            } else {
                warn(
                    "clock",
                    "\(server) is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") this machine",
                    "Times in the warehouse are the server's; set the clocks by NTP.")
            }
        }
    }

    private mutating func examineBudget(
        _ survey: Survey, _ client: LucsClient, _ bounds: PassBounds
    ) async {
        guard let services = survey.resources.first(where: { $0.endpoint == .services })?.rows
        else { return }
        let states = survey.resources.first { $0.endpoint == .userStates }?.rows ?? 0
        let pages = max(1, (states + survey.paging.size - 1) / max(survey.paging.size, 1))
        guard
            let plan = bounds.plan(services: services, others: pages, limits: await client.limits)
        else { return }
        if plan.fits || plan.keepsStaleness {
            ok("budget", plan.description.trimmedStop)
        } else {
            warn("budget", plan.description.trimmedStop)
        }
    }
}

extension String {
    /// Without the full stop at its end.
    var trimmedStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
