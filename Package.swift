// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A library module in `Sources/<name>`, knowing only the modules named here.
func module(_ name: String, knows dependencies: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: strict)
}

/// A folder of text files at the top level, compiled into the executable.
func embedded(_ name: String, folder: String, files: [String]) -> Target {
    .target(
        name: name, path: folder, exclude: ["README.md"], sources: ["\(name).swift"],
        resources: files.map { .embedInCode($0) }, swiftSettings: strict)
}

let queryFiles = [
    "abandoned-tasks.sql", "agent-figures.sql", "agent-intervals.sql",
    "agent-not-ready-reasons.sql", "agent-time-by-state.sql", "agent-timeline.sql",
    "answered-by-level.sql", "busiest-intervals.sql", "by-context.sql", "callbacks.sql",
    "coverage-by-service.sql", "coverage-gaps.sql", "coverage.sql", "duty-profiles.sql",
    "erlang-c.sql", "flow-outs.sql", "handle-time.sql", "intervals.sql", "lost-capacity.sql",
    "not-ready-reasons.sql", "page-abandoned.sql", "page-causes.sql", "page-collected.sql",
    "page-hours.sql", "page-longest.sql", "page-opening.sql", "page-presence.sql",
    "page-sessions.sql", "page-target-misses.sql", "page-trend.sql", "page-waits.sql",
    "page-weeks.sql", "period.sql", "polling.sql", "queue-length.sql", "repeat-callers.sql",
    "rona-by-agent.sql", "rule-changes.sql",
    "service-figures.sql", "service-level-by-interval.sql", "service-level-by-threshold.sql",
    "service-members.sql", "service-presence.sql", "services.sql", "sightings.sql",
    "silent-members.sql", "skill-holders.sql", "skill-matrix.sql", "staffing.sql",
    "tasks-by-type.sql", "tasks-now.sql", "unused-absence-reasons.sql", "utilization-by-unit.sql",
    "waits-by-hour-of-week.sql", "week-over-week.sql", "working-days.sql",
]

func tests(_ name: String, knows dependencies: [String], files: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies.map { .byName(name: $0) },
        exclude: files, swiftSettings: strict)
}

let package = Package(
    name: "lucstats",
    products: [.executable(name: "lucstats", targets: ["lucstats"])],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        module("Locking"),
        module("CivilTime"),
        module("JSONText"),
        module("Statistics"),
        module("Hashing"),
        module("Files"),
        module("SQLite", knows: ["CSQLite"]),
        module("LucsModel", knows: ["CivilTime"]),
        module("HTTP", knows: ["CCurl", "CivilTime", "Locking"]),
        module(
            "LucsAPI", knows: ["CivilTime", "Hashing", "HTTP", "JSONText", "Locking", "LucsModel"]),
        module("Collector", knows: ["CivilTime", "Files", "Locking", "LucsModel", "LucsAPI"]),
        .target(
            name: "Warehouse",
            dependencies: ["CivilTime", "Files", "Hashing", "LucsModel", "SQLite"],
            resources: [
                .embedInCode("Schema/schema.sql"), .embedInCode("Schema/rollups.sql"),
                .embedInCode("Schema/building-blocks.sql"), .embedInCode("Schema/open-views.sql"),
                .embedInCode("Schema/open-agent-views.sql"), .embedInCode("Schema/part-views.sql"),
                .embedInCode("Scope/scope-answers.sql"), .embedInCode("Scope/scope-agents.sql"),
                .embedInCode("Scope/scope-lists.sql"),
                .embedInCode("Schema/open-lists.sql"), .embedInCode("Schema/views.sql"),
                .embedInCode("Schema/to-version-2.sql"), .embedInCode("Schema/to-version-3.sql"),
                .embedInCode("Schema/to-version-4.sql"),
            ], swiftSettings: strict),
        embedded("Queries", folder: "queries", files: queryFiles),
        embedded(
            "Reports", folder: "reports",
            files: [
                "standard.json", "agents.json", "quality.json", "scorecard.json", "terms.json",
                "report.schema.json",
            ]),
        module("QueryLibrary", knows: ["Queries"]),
        .target(
            name: "WarehouseExport",
            dependencies: ["CivilTime", "Files", "Hashing", "QueryLibrary", "SQLite", "Warehouse"],
            resources: [.embedInCode("views.sql")], swiftSettings: strict),
        module(
            "Reporting",
            knows: [
                "CivilTime", "Files", "Hashing", "JSONText", "Reports", "SQLite", "Statistics",
            ]),
        module("LucsSimulator", knows: ["CivilTime", "JSONText", "Locking", "Statistics"]),
        .executableTarget(
            name: "lucstats",
            dependencies: [
                "CivilTime", "Files", "JSONText", "Locking", "SQLite", "LucsModel", "HTTP",
                "LucsAPI", "Collector", "Warehouse", "Reporting", "LucsSimulator", "Queries",
                "QueryLibrary",
                "WarehouseExport",
            ], swiftSettings: strict),
        tests(
            "EndToEnd",
            knows: [
                "CivilTime", "Collector", "Locking", "LucsAPI", "LucsModel", "LucsSimulator",
                "Queries", "QueryLibrary", "Reporting", "SQLite", "TestFolders", "TestServers",
                "Warehouse", "lucstats",
            ]),
        .target(name: "TestFolders", path: "Tests/TestFolders", swiftSettings: strict),
        // The server that tests of several modules talk to.
        .target(
            name: "TestServers", dependencies: ["Locking"], path: "Tests/TestServers",
            swiftSettings: strict),
        tests("CivilTime", knows: ["CivilTime"]),
        tests("Hashing", knows: ["Hashing"]),
        tests("Files", knows: ["Files"]),
        tests("HTTP", knows: ["HTTP", "Locking", "TestFolders", "TestServers"]),
        tests("Reporting", knows: ["CivilTime", "Hashing", "Reporting", "Reports", "TestFolders"]),
        tests("SQLite", knows: ["SQLite", "TestFolders"]),
        tests("Statistics", knows: ["CivilTime", "LucsSimulator", "Statistics"]),
        tests(
            "Warehouse",
            knows: [
                "CSQLite", "CivilTime", "Files", "LucsModel", "Queries", "SQLite", "TestFolders",
                "Warehouse",
            ],
            files: ["OlderVersions"]),
        tests(
            "WarehouseExport",
            knows: [
                "CivilTime", "LucsModel", "SQLite", "TestFolders", "Warehouse", "WarehouseExport",
            ]),
        tests("JSONText", knows: ["JSONText", "TestServers"]),
        tests("LucsModel", knows: ["LucsModel"]),
        tests("LucsSimulator", knows: ["CivilTime", "Locking", "LucsSimulator"]),
        tests(
            "LucsAPI",
            knows: [
                "CivilTime", "HTTP", "JSONText", "Locking", "LucsModel", "LucsAPI", "TestFolders",
                "TestServers",
            ]),
        tests(
            "Collector",
            knows: ["CivilTime", "Locking", "LucsModel", "LucsAPI", "Collector", "TestFolders"]),
    ]
)
