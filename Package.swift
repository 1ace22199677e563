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
func embedded(_ name: String, folder: String, files: String) -> Target {
    .target(
        name: name, path: folder, exclude: ["README.md"], sources: ["\(name).swift"],
        resources: [.embedInCode(files)], swiftSettings: strict)
}

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
        module("LucsAPI", knows: ["CivilTime", "JSONText", "LucsModel"]),
        module("Collector", knows: ["CivilTime", "LucsModel", "LucsAPI"]),
        module("Warehouse", knows: ["CivilTime", "LucsModel", "SQLite"]),
        module("Reporting", knows: ["CivilTime", "JSONText", "SQLite"]),
        module("LucsSimulator", knows: ["CivilTime", "JSONText"]),
        .executableTarget(
            name: "lucstats",
            dependencies: [
                "CivilTime", "JSONText", "SQLite", "LucsModel", "LucsAPI", "Collector",
                "Warehouse", "Reporting", "LucsSimulator",
            ], swiftSettings: strict),
        tests("JSONText", knows: ["JSONText"]),
        tests("LucsAPI", knows: ["CivilTime", "JSONText", "LucsModel", "LucsAPI"]),
        tests("Collector", knows: ["CivilTime", "LucsModel", "LucsAPI", "Collector"]),
    ]
)
