import CivilTime
import Foundation
import LucsAPI

extension Option {
    static let server = Option(
        name: "server", short: "s", value: "URL",
        help: "address of LUCS; again for a second server",
        repeats: true)
    static let apiVersion = Option(
        name: "api-version", value: "VERSION", help: "v2.0, v1.0 or auto (default)",
        values: .oneOf(["v2.0", "v1.0", "auto"]))
    static let config = Option(
        name: "config", short: "c", value: "FILE", help: "configuration, JSON", values: .file)
    static let warehouse = Option(
        name: "warehouse", short: "w", value: "FILE", help: "the SQLite file", values: .file)
    /// For copies: without it, all that there is.
    static let periodOfCopy = Option(
        name: "period", short: "p", value: "P",
        help: "these dates: last-week, 2026-11-22, 2026-11, START/END (default: everything)",
        values: .oneOf(Period.words))
    static let period = Option(
        name: "period", short: "p", value: "P",
        help: "yesterday (default), last-week, 2026-11-22, 2026-W47, 2026-11, 2026-Q4, START/END",
        values: .oneOf(Period.words))
}

extension Arguments {
    /// The path of the configuration: as named, else where one is found; `nil` if there is none.
    var configurationPath: String? { value("config") ?? ConfigurationFile.found() }

    /// The configuration, an empty one if there is no file.
    func configuration() throws -> Configuration {
        try configurationPath.map { try Configuration.read($0) } ?? Configuration()
    }

    /// The warehouse's path from the option or the configuration.
    func warehousePath(_ configuration: Configuration) throws -> String {
        let path = try value("warehouse") ?? configuration.warehouse ?? required("warehouse")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        {
            throw Failure(.usage, "The warehouse is one file, and \(path) is a folder.")
        }
        return path
    }

    /// What a client of the servers in the options or the configuration needs, with the key from
    /// the environment.
    func clientConfiguration(_ file: Configuration) throws -> ClientConfiguration {
        let source = try KeySource.found()
        var configuration = ClientConfiguration(servers: try servers(file), key: try source.read())
        configuration.rereadKey = source.rereading(configuration.key)
        switch value("api-version") ?? file.apiVersion {
        case nil, "auto": configuration.apiVersion = .auto
        case "v2.0": configuration.apiVersion = .v2
        case "v1.0": configuration.apiVersion = .v1
        case let other?:
            throw Failure(.configuration, "The API version is v2.0, v1.0 or auto, not \(other).")
        }
        configuration.paging = try file.paging?.paging()
        configuration.limits = file.clientLimits
        configuration.authorities = file.caFile.map { URL(filePath: $0) }
        configuration.memberNames = file.memberNames ?? [:]
        configuration.contextParameters = file.contextParameters ?? []
        configuration.likelyTimeZones =
            [file.timeZone.flatMap { TimeZone(identifier: $0) }, .current].compactMap(\.self)
        configuration.serverTimeZone = file.serverTimeZone.flatMap { TimeZone(identifier: $0) }
        let deadlines = ClientConfiguration.Deadlines()
        configuration.deadlines.connect =
            file.deadlines?.connect.flatMap { Duration($0) } ?? deadlines.connect
        configuration.deadlines.firstByte =
            file.deadlines?.firstByte.flatMap { Duration($0) } ?? deadlines.firstByte
        configuration.deadlines.whole =
            file.deadlines?.whole.flatMap { Duration($0) } ?? deadlines.whole
        return configuration
    }

    /// The addresses in the options, else those in the configuration.
    func servers(_ file: Configuration) throws -> [URL] {
        let given = values("server")
        let addresses = given.isEmpty ? file.servers ?? [] : given
        guard !addresses.isEmpty else {
            throw Failure(.usage, "Name a server: --server http://lucs1:4444")
        }
        return try addresses.map { address in
            guard !address.contains(","), let url = URL(string: address), let scheme = url.scheme,
                ["http", "https"].contains(scheme), url.host != nil
            else { throw Failure.notAnAddress(address) }
            let last = url.lastPathComponent.lowercased()
            guard last != "v1.0", last != "v2.0" else {
                throw Failure(
                    .usage,
                    "\(address) names a version of the API. Leave out /\(url.lastPathComponent); "
                        + "--api-version chooses the version.")
            }
            return url
        }
    }
}

extension Failure {
    /// What is wrong with an address of a server, and what to write instead.
    fileprivate static func notAnAddress(_ address: String) -> Failure {
        let advice =
            if address.contains(",") {
                "For several servers, write --server once for each."
            } else if !address.contains("://"), URL(string: "http://\(address)")?.host != nil {
                "Write http://\(address)\(address.contains(":") ? "" : ":4444"), or https://."
            } else {
                "Give one such as http://lucs1:4444."
            }
        return Failure(.usage, "\(address) is not an address of a server. \(advice)")
    }
}

extension Configuration {
    /// What to report of servers to which the key goes over plain http, unless that is accepted.
    func plainHTTP(_ client: ClientConfiguration) -> [(server: String, warning: String)] {
        plainHTTPAccepted == true ? [] : client.plainHTTP
    }

    var clientLimits: ClientConfiguration.Limits {
        ClientConfiguration.Limits(
            perSecond: limits?.perSecond, perMinute: limits?.perMinute, perHour: limits?.perHour)
    }
}
