import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The place of the configuration file.
enum ConfigurationFile {
    /// The variable that names it.
    static let variable = "LUCSTATS_CONFIG"

    /// The first of the places that has a file which this user can read; `nil` if none has.
    ///
    /// A file that nobody named decides where the API key is sent. So it counts only if it belongs
    /// to this user or to root; others' files are passed over.
    ///
    /// - Parameters:
    ///   - environment: the variables of this process.
    ///   - system: the file of the packaged services.
    static func found(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        system: String = "/etc/lucstats/lucstats.json"
    ) -> String? {
        if let named = environment[variable], !named.isEmpty { return named }
        return places(environment, system: system).first(where: isOwn)
    }

    /// Where it is looked for if neither `--config` nor the variable names it, in this order.
    static func places(_ environment: [String: String], system: String) -> [String] {
        let home = environment["HOME"].map { "\($0)/.config" }
        let own = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
        return ["lucstats.json"] + [own].compactMap { $0.map { "\($0)/lucstats/lucstats.json" } }
            + [system]
    }

    private static func isOwn(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && (status.st_uid == geteuid() || status.st_uid == 0) && access(path, R_OK) == 0
    }
}
