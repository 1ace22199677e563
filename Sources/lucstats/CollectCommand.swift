import CivilTime
import Collector
import Foundation
import LucsAPI
import Warehouse

let collectCommand = Command(
    name: "collect",
    summary: "Poll LUCS once; with --every or --for, poll it repeatedly. Store what changed.",
    options: [
        .server, .apiVersion, .warehouse, .config,
        Option(
            name: "every", value: "auto|30s",
            help: "polling interval, auto or a duration; repeats until stopped (default with "
                + "--for: auto)",
            values: .oneOf(["auto"])),
        Option(name: "for", value: "24h", help: "end the loop after this long"),
        Option(name: "passes", value: "N", help: "end the loop after this number of passes"),
        Option(
            name: "time-zone", value: "ZONE",
            help: "of a new warehouse: IANA name (default: the machine's)",
            values: .oneOf(TimeZone.knownTimeZoneIdentifiers)),
        Option(
            name: "max-gap", value: "5m",
            help: "longest time between polls that does not count as a gap (default: 3 × the "
                + "interval, at least 5m)"),
        Option(
            name: "ping", value: "URL",
            help: "health-check URL: URL/start, then URL on success or URL/fail"),
        Option(
            name: "metrics-file", value: "FILE",
            help: "write figures for Prometheus' textfile collector", values: .file),
        Option(name: "verbose", short: "v", value: nil, help: "say what each pass did"),
    ],
    run: { arguments in
        // Until the configuration is read, only the options say whom to tell.
        let configuration = try await arguments.monitor(Configuration())
            .preparing(path: arguments.value("warehouse")) { try arguments.configuration() }
        let monitor = try arguments.monitor(configuration)
        let collection = try await monitor.preparing(
            path: arguments.value("warehouse") ?? configuration.warehouse
        ) {
            try arguments.collection(configuration, monitor)
        }
        try await EndRequest.run(
            patience: .seconds(4),
            overdue: {
                // What was under way is not in the warehouse, which is sound at any moment.
                Log.warning("dropped", "Stopped in the middle of a pass, which was dropped.")
                _exit((collection.isLoop ? ExitCode.done : .tryAgain).rawValue)
            }
        ) { try await collection.run() }
    })

extension Arguments {
    fileprivate func collection(
        _ configuration: Configuration, _ monitor: Monitor
    ) throws -> Collection {
        let named = try spacing(configuration)
        let passes = try count("passes") ?? (named == nil && !has("for") ? 1 : nil)
        let isLoop = passes != 1
        let path = try warehousePath(configuration)
        var rules = PassRules()
        rules.maxGap = try duration("max-gap", or: configuration.maxGap)
        try configuration.teachWords(&rules)
        rules.customers = try configuration.customers(warehouse: path)
        let connection = try clientConfiguration(configuration)
        var bounds = PassBounds(
            configuration, spacing: isLoop ? named ?? .auto : nil, maxGap: rules.maxGap)
        bounds.widen(to: configuration.clientLimits)
        if let warning = bounds.spacing?.warning {
            Log.warning("every", "\(warning). \(Spacing.advice)")
        }
        rules.taskGap = bounds.taskGap
        rules.spacingFollowsTraffic = bounds.spacing == .auto
        return Collection(
            client: try LucsClient(connection), path: path,
            timeZone: try timeZone(configuration, path),
            plainHTTP: configuration.plainHTTP(connection),
            loop: SamplingLoop(
                every: bounds.spacing?.grid ?? .seconds(60), passes: passes,
                duration: try duration("for")),
            bounds: bounds,
            budget: BudgetFile(warehouse: path, limits: configuration.clientLimits),
            isLoop: isLoop, rules: rules, rulesOfReports: try configuration.rulesOfReports(),
            monitor: monitor, isVerbose: has("verbose"))
    }

    /// The zone of a new warehouse. One that is there has its own.
    private func timeZone(_ configuration: Configuration, _ path: String) throws -> String {
        let isThere = FileManager.default.fileExists(atPath: path)
        if isThere, let zone = value("time-zone") {
            let kept = try Warehouse.reading(path: path).calendar.timeZone.identifier
            guard zone == kept else {
                throw Failure(
                    .usage,
                    "--time-zone \(zone) differs from the time zone of \(path), which is \(kept) and "
                        + "cannot be changed. Leave the option out, or name a new warehouse.")
            }
        }
        if let zone = value("time-zone") ?? configuration.timeZone { return zone }
        return isThere ? TimeZone.current.identifier : try MachineTimeZone.identifier()
    }

    fileprivate func monitor(_ configuration: Configuration) throws -> Monitor {
        let address = value("ping") ?? configuration.ping
        return Monitor(
            pinger: try address.map { Pinger(try Ping($0)) },
            file: (value("metrics-file") ?? configuration.metricsFile).map(MetricsFile.init))
    }

    /// The spacing given by `--every`, else the one in the configuration.
    func spacing(_ configuration: Configuration = Configuration()) throws -> Spacing? {
        try (value("every") ?? configuration.every).map { try Spacing($0, name: "--every") }
    }

    /// The duration given by an option, else the one in the configuration.
    func duration(_ name: String, or configured: String? = nil) throws -> Duration? {
        guard let text = value(name) ?? configured else { return nil }
        guard let duration = Duration(text), duration > .zero else {
            throw Failure(
                .usage, "--\(name) takes a duration such as 500ms, 30s, 5m or 24h, not \(text).")
        }
        return duration
    }

    func count(_ name: String) throws -> Int? {
        guard let text = value(name) else { return nil }
        guard let count = Int(text), count > 0 else {
            throw Failure(.usage, "--\(name) takes a whole number above 0, not \(text).")
        }
        return count
    }
}
