import Foundation
import LucsAPI

extension Option {
    static let server = Option(
        name: "server", value: "URL", help: "address of LUCS; again for a second server",
        repeats: true)
    static let apiVersion = Option(
        name: "api-version", value: "VERSION", help: "v2.0, v1.0 or auto (default)",
        values: .oneOf(["v2.0", "v1.0", "auto"]))
    static let config = Option(
        name: "config", value: "FILE", help: "configuration, JSON", values: .file)
    static let warehouse = Option(
        name: "warehouse", value: "FILE", help: "the SQLite file", values: .file)
    static let period = Option(
        name: "period", value: "P",
        help: "today, yesterday, 2026-11-22, 2026-W47, 2026-11, last-week, last-month, START/END")
}

extension Arguments {
    /// The configuration file named by `--config`; an empty one when none is.
    func configuration() throws -> Configuration {
        try value("config").map { try Configuration.read($0) } ?? Configuration()
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

    /// A client of the servers in the options or the configuration, with the key from the
    /// environment.
    func client(_ file: Configuration) throws -> LucsClient {
        let given = values("server")
        let addresses = given.isEmpty ? file.servers ?? [] : given
        guard !addresses.isEmpty else {
            throw Failure(.usage, "Name a server: --server http://lucs1:4444")
        }
        let servers = try addresses.map { address in
            guard let url = URL(string: address), let scheme = url.scheme,
                ["http", "https"].contains(scheme), url.host != nil
            else {
                throw Failure(
                    .usage, "\(address) is no address of a server. Give one like http://lucs1:4444")
            }
            return url
        }
        var configuration = ClientConfiguration(servers: servers, key: try Self.key())
        switch value("api-version") ?? file.apiVersion {
        case nil, "auto": configuration.apiVersion = .auto
        case "v2.0": configuration.apiVersion = .v2
        case "v1.0": configuration.apiVersion = .v1
        case let other?:
            throw Failure(.configuration, "The API version is v2.0, v1.0 or auto, not \(other).")
        }
        configuration.paging = try file.paging?.paging()
        configuration.limits = ClientConfiguration.Limits(
            perSecond: file.limits?.perSecond, perMinute: file.limits?.perMinute,
            perHour: file.limits?.perHour)
        return try LucsClient(configuration)
    }

    /// The key from the environment, a file it names, or systemd's credentials; never from an
    /// argument, which other users of the machine could read.
    private static func key() throws -> APIKey {
        let environment = ProcessInfo.processInfo.environment
        // A variable that is set to nothing is as good as none.
        if let key = environment["LUCSTATS_API_KEY"], !key.allSatisfy(\.isWhitespace) {
            return try APIKey(key)
        }
        let files = [
            environment["LUCSTATS_API_KEY_FILE"],
            environment["CREDENTIALS_DIRECTORY"].map { $0 + "/api_key" },
        ]
        guard let file = files.compactMap({ $0 }).first else {
            throw Failure(
                .configuration,
                "There is no API key. Put it into LUCSTATS_API_KEY, or into a file that "
                    + "LUCSTATS_API_KEY_FILE names.")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(
                .configuration,
                "The key file \(file) cannot be read. Check the path and the permissions.")
        }
        do {
            return try APIKey(String(decoding: data, as: UTF8.self))
        } catch {
            throw Failure(.configuration, "The key file \(file) is of no use: \(error)")
        }
    }
}
