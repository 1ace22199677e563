import Files
import Foundation
import JSONText
import LucsAPI
import Warehouse

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

    /// Puts the members into a file, or makes it. All else that it holds stays, comments too. A
    /// link stays one: what it leads to is written.
    func write(to path: String) throws {
        var status = stat()
        let isThere = stat(path, &status) == 0
        var link = stat()
        guard isThere || lstat(path, &link) != 0 else {
            throw Failure(
                .cannotWrite, "\(path) is a link that leads nowhere. Name the file itself.")
        }
        let place = Warehouse.resolved(path)
        Leftovers.remove(beside: place)
        var text = ConfigurationText("{\n}\n")
        if isThere {
            _ = try Configuration.read(place)
            text = ConfigurationText(try String(contentsOfFile: place, encoding: .utf8))
        }
        for (name, json) in members { try text.set(name, to: json) }
        let draft = try DraftFile(
            for: place, permissions: .exactly(isThere ? status.st_mode & 0o777 : 0o644))
        try draft.append(Array(text.text.utf8))
        // Nothing is put in place that could not be read back.
        _ = try Configuration.read(draft.path)
        try draft.finish()
    }
}
