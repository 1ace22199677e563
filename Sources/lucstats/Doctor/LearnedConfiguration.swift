import Foundation
import JSONText
import LucsAPI

/// What a survey found out, as members of a configuration file.
struct LearnedConfiguration {
    private var members: [(name: String, json: String)] = []

    init(_ survey: Survey, _ arguments: Arguments) {
        let given = arguments.values("server")
        if !given.isEmpty {
            add("servers") { json in
                json.array { json in
                    for address in given { json.string(address) }
                }
            }
        }
        for name in ["warehouse", "every"] {
            if let text = arguments.value(name) { add(name) { $0.string(text) } }
        }
        if let version = survey.servers.compactMap(\.version).first {
            add("apiVersion") { $0.string(version.rawValue) }
        }
        // Configured settings are never doubted: what is only assumed stays out.
        if survey.isFirstPageKnown {
            let paging = survey.paging
            add("paging") { json in
                json.object { json in
                    json.member("style", paging.style.rawValue)
                    json.member("numberParameter", paging.numberParameter)
                    json.member("sizeParameter", paging.sizeParameter)
                    if paging.style == .page { json.member("firstPage", paging.firstPage) }
                    json.member("size", paging.size)
                    if let total = paging.total { json.member("total", total.rawValue) }
                }
            }
        }
        if let zone = survey.serverTimeZone {
            add("serverTimeZone") { $0.string(zone.identifier) }
        }
        if !survey.memberNames.isEmpty {
            add("memberNames") { json in
                json.object { json in
                    for (field, names) in survey.memberNames.sorted(by: { $0.key < $1.key }) {
                        json.key(field)
                        json.array { json in
                            for name in names { json.string(name) }
                        }
                    }
                }
            }
        }
    }

    private mutating func add(_ name: String, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        members.append((name, writer.text))
    }

    /// Puts the members into a file, or makes it. All else that it holds stays, comments too.
    func write(to path: String) throws {
        let url = URL(filePath: path)
        let isThere = FileManager.default.fileExists(atPath: path)
        var text = ConfigurationText("{\n}\n")
        if isThere {
            _ = try Configuration.read(path)
            text = ConfigurationText(try String(contentsOf: url, encoding: .utf8))
        }
        for (name, json) in members { try text.set(name, to: json) }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions]
        let draft = url.deletingLastPathComponent().appending(
            path: ".\(url.lastPathComponent).\(getpid()).part")
        defer { try? FileManager.default.removeItem(at: draft) }
        try Data(text.text.utf8).write(to: draft)
        if let mode { chmod(draft.path, mode_t(truncatingIfNeeded: mode as? Int ?? 0o644)) }
        // Nothing is put in place that could not be read back.
        _ = try Configuration.read(draft.path)
        guard rename(draft.path, path) == 0 else {
            throw Failure(.cannotWrite, "Cannot write \(path). Check the folder.")
        }
    }
}
