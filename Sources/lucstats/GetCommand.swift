import CivilTime
import JSONText
import LucsAPI

let getCommand = Command(
    name: "get", summary: "Print the JSON of any read endpoint of LUCS.",
    operands: "[ENDPOINT]", maximumOperands: 1, operandValues: .oneOf(Endpoint.all.map(\.name)),
    options: [
        .server, .apiVersion, .config,
        Option(name: "id", value: "X", help: "GUID or SIP URI of what the endpoint is about"),
        Option(name: "all", value: nil, help: "read a list to its end, all pages"),
        Option(
            name: "fields", value: "LIST",
            help: "with lists of users, v2.0: fieldsToReturn, such as Traits,Profiles"),
        Option(
            name: "where", value: "JSON",
            help: "with callbacks-search: the search, an object (default: {}, which finds all)"),
    ],
    run: { arguments in
        guard let name = arguments.operands.first else {
            let width = Endpoint.all.map(\.name.count).max() ?? 0
            let rows = Endpoint.all.map { "\(Help.padded($0.name, width))  \($0.path)" }
            Terminal.result(rows.joined(separator: "\n") + "\n")
            return
        }
        guard var endpoint = Endpoint.named(name) else {
            let hint = NearestName.question(for: name, among: Endpoint.all.map(\.name))
            throw Failure(
                .usage,
                "There is no endpoint \(name). \(hint ?? "lucstats get lists them all.")")
        }
        if endpoint.path.contains("{id}"), !arguments.has("id") {
            throw Failure(
                .usage, "get \(name) needs --id, the GUID or SIP URI of what it is about.")
        }
        try arguments.check(&endpoint)
        let file = try arguments.configuration()
        let connection = try arguments.clientConfiguration(file)
        for (_, warning) in file.plainHTTP(connection) { Log.warning("plainHTTP", warning) }
        let answer = try await LucsClient(connection).raw(
            endpoint, id: arguments.value("id"), all: arguments.has("all"))
        Terminal.result(answer.json + [0x0A])
        if let rows = answer.firstPage {
            Log.message(
                "This is the first page only, \(rows.counted("row")). To print the whole list, add --all."
            )
        }
        if let shortfall = answer.shortfall {
            throw Failure(.partly, "The list is not complete: \(shortfall)")
        }
    })

extension Arguments {
    /// Refuses what the endpoint does not have, and adds to it what the options ask for.
    fileprivate func check(_ endpoint: inout Endpoint) throws {
        let name = endpoint.name
        if has("all"), !endpoint.isList {
            throw Failure(.usage, "get \(name) returns one object, not a list: leave out --all.")
        }
        if let fields = value("fields") {
            guard endpoint.path.hasSuffix("users") else {
                throw Failure(
                    .usage,
                    "--fields is for users, service-users and organization-unit-users, not \(name)."
                )
            }
            let names = fields.split(separator: ",", omittingEmptySubsequences: false)
            guard names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isLetter) }) else {
                throw Failure(
                    .usage, "--fields takes names such as Traits,Profiles, not \(fields).")
            }
            endpoint.fieldsToReturn = fields
        }
        if let search = value("where") {
            guard endpoint == .callbacksSearch else {
                throw Failure(.usage, "--where is for callbacks-search, not \(name).")
            }
            guard (try? JSONValue(parsing: Array(search.utf8)))?.object != nil else {
                throw Failure(
                    .usage,
                    "--where takes a JSON object such as {\"State\":\"Pending\"}, not \(search).")
            }
            endpoint.search = search
        }
    }
}
