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
    "agent-figures.sql", "agent-intervals.sql", "agent-not-ready-reasons.sql",
    "agent-timeline.sql", "coverage.sql", "coverage-gaps.sql", "intervals.sql", "period.sql",
    "service-figures.sql",
]

func tests(_ name: String, knows dependencies: [String]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies.map { .byName(name: $0) },
        swiftSettings: strict)
}

let package = Package(
    name: "lucstats",
    products: [.executable(name: "lucstats", targets: ["lucstats"])],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        module("CivilTime"),
        module("JSONText"),
        module("SQLite", knows: ["CSQLite"]),
        module("LucsModel", knows: ["CivilTime"]),
        .target(
            name: "LucsAPI", dependencies: ["CivilTime", "JSONText", "LucsModel"],
            swiftSettings: strict,
            // Foundation's session has to find the one in TrustedAuthorities.swift first.
            linkerSettings: [
                .unsafeFlags(
                    ["-Xlinker", "--export-dynamic-symbol=curl_easy_init"],
                    .when(platforms: [.linux]))
            ]),
        module("Collector", knows: ["CivilTime", "LucsModel", "LucsAPI"]),
        .target(
            name: "Warehouse",
            dependencies: ["CivilTime", "LucsModel", "SQLite"],
            resources: [.embedInCode("Schema/version-1.sql")], swiftSettings: strict),
        embedded("Queries", folder: "queries", files: queryFiles),
        embedded("Reports", folder: "reports", files: ["standard.json", "report.schema.json"]),
        module("Reporting", knows: ["CivilTime", "JSONText", "Reports", "SQLite"]),
        module("LucsSimulator", knows: ["CivilTime", "JSONText"]),
        .executableTarget(
            name: "lucstats",
            dependencies: [
                "CivilTime", "JSONText", "SQLite", "LucsModel", "LucsAPI", "Collector",
                "Warehouse", "Reporting", "LucsSimulator", "Queries",
            ], swiftSettings: strict),
        tests(
            "EndToEnd",
            knows: [
                "CivilTime", "Collector", "LucsAPI", "LucsModel", "LucsSimulator", "Queries",
                "SQLite", "Warehouse", "lucstats",
            ]),
        tests("CivilTime", knows: ["CivilTime"]),
        tests("Reporting", knows: ["CivilTime", "Reporting", "Reports"]),
        tests("SQLite", knows: ["SQLite"]),
        tests("Warehouse", knows: ["CivilTime", "LucsModel", "Queries", "SQLite", "Warehouse"]),
        tests("JSONText", knows: ["JSONText"]),
        tests("LucsSimulator", knows: ["CivilTime", "LucsSimulator"]),
        tests("LucsAPI", knows: ["CivilTime", "JSONText", "LucsModel", "LucsAPI"]),
        tests("Collector", knows: ["CivilTime", "LucsModel", "LucsAPI", "Collector"]),
    ]
)
