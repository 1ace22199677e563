import Foundation
import Locking
import LucsAPI

/// Where the key comes from: the environment, a file it names, or systemd's credentials; never
/// an argument, which other users of the machine could read.
enum KeySource: Sendable {
    case variable(String)
    /// A file of somebody's own, which has to be for the owner's eyes only.
    case file(String)
    /// A file that systemd made, and guards by means that do not all show in its mode.
    case credential(String)

    static func found() throws -> KeySource {
        let environment = ProcessInfo.processInfo.environment
        // A variable that is set to nothing is as good as none.
        if let key = environment["LUCSTATS_API_KEY"], !key.allSatisfy(\.isWhitespace) {
            return .variable(key)
        }
        if let file = environment["LUCSTATS_API_KEY_FILE"] { return .file(file) }
        if let folder = environment["CREDENTIALS_DIRECTORY"] {
            return .credential(folder + "/api_key")
        }
        throw Failure(
            .configuration,
            "There is no API key. Put it into LUCSTATS_API_KEY, or into a file that "
                + "LUCSTATS_API_KEY_FILE names.")
    }

    /// Without the key.
    var description: String {
        switch self {
        case .variable: "from LUCSTATS_API_KEY"
        case .file(let path): "from \(path)"
        case .credential(let path): "from systemd's credential \(path)"
        }
    }

    /// Reads the key again for a client whose key was refused, and says so if it changed or cannot
    /// be read; `nil` if the key cannot change.
    func rereading(_ key: APIKey) -> (@Sendable () throws -> APIKey)? {
        if case .variable = self { return nil }
        let latest = Locked(key)
        let throttle = ThrottledLog()
        return {
            do {
                let key = try read()
                let isNew = latest.withLock { latest in
                    defer { latest = key }
                    return latest != key
                }
                if isNew {
                    Log.warning(
                        "keyReplaced",
                        "The server rejected the API key. Another one was found \(description); it is "
                            + "used from now on.")
                }
                return key
            } catch {
                throttle.say("key") { Log.warning("key", Failure(error).line) }
                throw error
            }
        }
    }

    func read() throws -> APIKey {
        switch self {
        case .variable(let key): return try APIKey(key)
        case .credential(let path): return try Self.key(in: path)
        case .file(let path):
            let key = try Self.key(in: path)
            try SecretFile.check(path, kind: "key file")
            return key
        }
    }

    private static func key(in path: String) throws -> APIKey {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .configuration,
                "The key file \(path) cannot be read. Check the path and the permissions.")
        }
        do {
            return try APIKey(String(decoding: data, as: UTF8.self))
        } catch {
            throw Failure(.configuration, "The key file \(path) cannot be used: \(error)")
        }
    }
}
