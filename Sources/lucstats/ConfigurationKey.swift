import Warehouse

/// A key of the configuration file. The check of a file, the reference and the example are made
/// of this table, so that none of them can go stale.
struct ConfigurationKey: Sendable {
    enum Kind: Sendable {
        case text, texts, textOrTexts, wholeNumber, number, boolean
    }

    /// The path of the member: `paging.size`. A `*` stands for any name.
    let name: String
    let kind: Kind
    /// What counts without it; empty where nothing does.
    let standard: String
    /// What it means, in a sentence or two.
    let help: String
    /// A value as JSON, for the example.
    let example: String
    /// The option that overrides it.
    var option: String?

    static let all = [
        ConfigurationKey(
            name: "servers", kind: .texts, standard: "",
            help:
                "Addresses of LUCS. All must be servers of the same system: any of them is asked.",
            example: #"["http://lucs1.example.com:4444", "http://lucs2.example.com:4444"]"#,
            option: "server"),
        ConfigurationKey(
            name: "plainHTTPAccepted", kind: .boolean, standard: "false",
            help: "Whether it is known and accepted that the API key goes to another machine over "
                + "plain http; `collect` and `doctor` no longer warn of it then.",
            example: "true"),
        ConfigurationKey(
            name: "warehouse", kind: .text, standard: "",
            help: "The SQLite file that keeps the history.",
            example: #""/var/lib/lucstats/lucs.db""#, option: "warehouse"),
        ConfigurationKey(
            name: "timeZone", kind: .text, standard: "the machine's",
            help: "The contact centre's time zone, an IANA name. Fixed when the warehouse is made.",
            example: #""Europe/Zurich""#, option: "time-zone"),
        ConfigurationKey(
            name: "serverTimeZone", kind: .text, standard: "UTC",
            help: "The time zone of times that LUCS writes without one, an IANA name.",
            example: #""Europe/Zurich""#),
        ConfigurationKey(
            name: "every", kind: .text, standard: "one pass, then the end",
            help: "The spacing of the polls of `collect`: auto, by each service's traffic, or a "
                + "duration such as 500ms, 30s, 5m.",
            example: #""auto""#, option: "every"),
        ConfigurationKey(
            name: "maxGap", kind: .text, standard: "3 × the interval, at least 5m",
            help: "Two polls further apart have a gap between them, over which nothing is "
                + "stretched.",
            example: #""5m""#, option: "max-gap"),
        ConfigurationKey(
            name: "keep", kind: .text, standard: "everything",
            help: "How many days `warehouse prune` keeps, today included.",
            example: #""400d""#, option: "keep"),
        ConfigurationKey(
            name: "out", kind: .text, standard: "reports",
            help: "The folder that reports are written to.",
            example: #""/var/lib/lucstats/reports""#, option: "out"),
        ConfigurationKey(
            name: "name", kind: .text, standard: "none",
            help: "The name of the contact centre, shown at the top of each report.",
            example: #""Service Desk Zurich""#),
        ConfigurationKey(
            name: "language", kind: .text, standard: "en",
            help: "The language of reports: en or de, for words, numbers and dates.",
            example: #""de""#, option: "language"),
        ConfigurationKey(
            name: "definitions", kind: .text, standard: "none",
            help: "The folder of report definitions and queries of your own.",
            example: #""/etc/lucstats/reports""#, option: "definitions"),
        ConfigurationKey(
            name: "ping", kind: .text, standard: "none",
            help: "An address that is told how `collect` fares, as healthchecks.io and its like "
                + "take it: ADDRESS/start, ADDRESS, ADDRESS/fail.",
            example: #""https://hc-ping.example.com/2f9c…""#, option: "ping"),
        ConfigurationKey(
            name: "metricsFile", kind: .text, standard: "none",
            help: "A file of figures about collecting in Prometheus' text format, for the textfile "
                + "collector of node_exporter.",
            example: #""/var/lib/prometheus/node-exporter/lucstats.prom""#,
            option: "metrics-file"),
        ConfigurationKey(
            name: "customerIdentifiers", kind: .text, standard: "none",
            help: "What is kept of customers' identifiers: none, masked (a pseudonym, by a key "
                + "that lies beside the warehouse) or whole. See docs/privacy.md.",
            example: #""none""#),
        ConfigurationKey(
            name: "contextParameters", kind: .texts, standard: "none",
            help: "Context parameters of tasks that are stored, by name. The values of all others "
                + "are never read. See docs/privacy.md.",
            example: #"["Language"]"#),
        ConfigurationKey(
            name: "callbacks", kind: .boolean, standard: "false",
            help: "Whether `collect` searches callbacks every five minutes. The API key then needs "
                + "the role TasksManage. The search is a POST that only reads.",
            example: "false"),
        ConfigurationKey(
            name: "apiVersion", kind: .text, standard: "auto",
            help: "Which version of the API to speak: v2.0, v1.0 or auto.",
            example: #""auto""#, option: "api-version"),
        ConfigurationKey(
            name: "paging.style", kind: .text, standard: "page",
            help: "How lists are read: page (numbered pages), offset (rows to skip) or whole.",
            example: #""page""#),
        ConfigurationKey(
            name: "paging.numberParameter", kind: .text, standard: "page, or skip",
            help: "The parameter that says which page, or how many rows to skip.",
            example: #""page""#),
        ConfigurationKey(
            name: "paging.sizeParameter", kind: .text, standard: "pageSize, or take",
            help: "The parameter that says how many rows to send.", example: #""pageSize""#),
        ConfigurationKey(
            name: "paging.firstPage", kind: .wholeNumber, standard: "1",
            help: "The number of the first page.", example: "1"),
        ConfigurationKey(
            name: "paging.size", kind: .wholeNumber, standard: "500",
            help: "How many rows to ask for at once.", example: "500"),
        ConfigurationKey(
            name: "paging.total", kind: .text, standard: "found out by a request",
            help: "What a total in a response counts: list (the rows of all pages) or page (those "
                + "of its own page).", example: #""list""#),
        ConfigurationKey(
            name: "limits.perSecond", kind: .wholeNumber, standard: "none",
            help: "The most requests in a second, as the key's burst limit allows.", example: "20"),
        ConfigurationKey(
            name: "limits.perMinute", kind: .wholeNumber, standard: "none",
            help: "The most requests in a minute.", example: "600"),
        ConfigurationKey(
            name: "limits.perHour", kind: .wholeNumber, standard: "none",
            help: "The most requests in an hour.", example: "20000"),
        ConfigurationKey(
            name: "staleness", kind: .text,
            standard: "4/5 of maxGap; 15m with limits and every auto",
            help: "The longest time between two polls of a service, if the limits allow. Busy "
                + "services are polled more often.",
            example: #""4m""#),
        ConfigurationKey(
            name: "politeness.requestsPerSecond", kind: .number, standard: "5",
            help: "The maximum average number of requests a second while every is auto, if the key "
                + "has no lower limit. Within a pass, requests follow each other without a pause, "
                + "four at a time: the first pass sends one or more for each service, as does the "
                + "daily reading of the agents of each service.",
            example: "5"),
        ConfigurationKey(
            name: "politeness.waitingShare", kind: .number, standard: "0.25",
            help: "The maximum share of the time that is spent waiting for responses while every "
                + "is auto: a slow server is polled less.",
            example: "0.25"),
        ConfigurationKey(
            name: "deadlines.connect", kind: .text, standard: "10s",
            help: "How long a connection may take to stand, the handshake of https included.",
            example: #""10s""#),
        ConfigurationKey(
            name: "deadlines.firstByte", kind: .text, standard: "15s",
            help: "How long a server may take to begin its answer.", example: #""15s""#),
        ConfigurationKey(
            name: "deadlines.whole", kind: .text, standard: "60s",
            help: "How long an answer may take altogether.", example: #""60s""#),
        ConfigurationKey(
            name: "deadlines.pass", kind: .text, standard: "5m, or maxGap where that is less",
            help: "How long a pass may take; what it could not ask for by then is missing in it.",
            example: #""5m""#),
        ConfigurationKey(
            name: "caFile", kind: .text, standard: "the system's authorities alone",
            help: "Certificates (PEM) of a company's own authorities, to be trusted for https "
                + "beside the system's.",
            example: #""/etc/ssl/company-ca.pem""#),
        ConfigurationKey(
            name: "memberNames.*", kind: .texts, standard: "the documented names",
            help: "Other names of a member of LUCS' objects, such as task.queueStarted; doctor "
                + "--write-config finds them.",
            example: #"["EnqueuedAt"]"#),
        ConfigurationKey(
            name: "serviceLevel.thresholdSeconds", kind: .number, standard: "20",
            help: "An answer after a shorter wait is in time.", example: "20"),
        ConfigurationKey(
            name: "serviceLevel.shortAbandonSeconds", kind: .number, standard: "5",
            help: "Who gives up after a shorter wait does not count.", example: "5"),
        ConfigurationKey(
            name: "serviceLevel.target", kind: .number, standard: "0.8",
            help: "The share of answers in time to be reached, 0 to 1.", example: "0.8"),
        ConfigurationKey(
            name: "serviceLevel.services.*.thresholdSeconds", kind: .number,
            standard: "serviceLevel.thresholdSeconds",
            help: "The same for one service, by its name or identifier.", example: "30"),
        ConfigurationKey(
            name: "serviceLevel.services.*.shortAbandonSeconds", kind: .number,
            standard: "serviceLevel.shortAbandonSeconds", help: "Likewise.", example: "5"),
        ConfigurationKey(
            name: "serviceLevel.services.*.target", kind: .number,
            standard: "serviceLevel.target", help: "Likewise.", example: "0.9"),
        ConfigurationKey(
            name: "openingHours.default.*", kind: .textOrTexts, standard: "always open",
            help: "Opening hours of the weekdays that the name of the member states, such as Mon, "
                + "Mon-Fri or Sat,Sun: a time such as 08:00-18:00, or a list of such times. It is "
                + "closed on days that are not named.",
            example: #"["08:00-12:00", "13:00-18:00"]"#),
        ConfigurationKey(
            name: "openingHours.services.*.*", kind: .textOrTexts, standard: "openingHours.default",
            help: "Opening hours of one service, by its name or identifier.",
            example: #""08:00-20:00""#),
        ConfigurationKey(
            name: "closedDays.*", kind: .text, standard: "none",
            help: "A date on which the centre is closed, such as 2026-12-25, with the name of "
                + "the day.",
            example: #""Christmas Day""#),
        words("states.offline", "who is offline", ["Signed out"]),
        words("states.offDuty", "who is off duty", ["Not on shift"]),
        words("states.working", "who is at work on a task", ["In conversation"]),
        words("states.rona", "who missed or declined a task", ["No answer"]),
        words("states.notReady", "who is not ready", ["Away"]),
        words("states.afterCallWork", "who is in after-call work", ["Wrap-up"]),
        ConfigurationKey(
            name: "taskStates.ended", kind: .texts,
            standard: "Terminated, Completed, Ended, Closed",
            help: "Words of a task's state that mean it has ended, beside the usual ones.",
            example: #"["Finished"]"#),
        ConfigurationKey(
            name: "taskStates.afterCall", kind: .texts, standard: "InACW",
            help: "Words of a task's state that mean it is over but for the work after it, beside "
                + "the usual ones.",
            example: #"["Wrap-up"]"#),
    ]

    /// Words for a state of agents, beside those that come with the program.
    private static func words(
        _ name: String, _ meaning: String, _ example: [String]
    ) -> ConfigurationKey {
        let kind = StateClassification.standard.first { "states.\($0.key)" == name }?.value ?? []
        return ConfigurationKey(
            name: name, kind: .texts, standard: kind.joined(separator: ", "),
            help: "Words of the server's for \(meaning), beside the usual ones; case, blanks and "
                + "hyphens do not matter.",
            example: "[" + example.map { "\"\($0)\"" }.joined(separator: ", ") + "]")
    }
}
