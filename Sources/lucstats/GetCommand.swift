import LucsAPI

let getCommand = Command(
    name: "get", summary: "Print the JSON of any read endpoint of LUCS.",
    operands: "[ENDPOINT]", mostOperands: 1, operandValues: .oneOf(Endpoint.all.map(\.name)),
    options: [
        .server, .apiVersion, .config,
        Option(name: "id", value: "X", help: "GUID or SIP URI of what the endpoint is about"),
        Option(name: "all", value: nil, help: "read a list to its end, all pages"),
    ],
    run: { arguments in
        guard let name = arguments.operands.first else {
            let width = Endpoint.all.map(\.name.count).max() ?? 0
            let rows = Endpoint.all.map { "\(Help.padded($0.name, width))  \($0.path)" }
            Terminal.result(rows.joined(separator: "\n") + "\n")
            return
        }
        guard let endpoint = Endpoint.named(name) else {
            let near = nearest(to: name, among: Endpoint.all.map(\.name))
            throw Failure(
                .usage,
                "There is no endpoint \(name)."
                    + (near.map { " Did you mean \($0)?" } ?? " lucstats get lists them all."))
        }
        if endpoint.path.contains("{id}"), !arguments.has("id") {
            throw Failure(
                .usage, "get \(name) needs --id, the GUID or SIP URI of what it is about.")
        }
        let answer = try await arguments.client(try arguments.configuration()).raw(
            endpoint, id: arguments.value("id"), all: arguments.has("all"))
        Terminal.result(answer.json + [0x0A])
        if let shortfall = answer.shortfall {
            throw Failure(.partly, "The list is not complete: \(shortfall)")
        }
    })
