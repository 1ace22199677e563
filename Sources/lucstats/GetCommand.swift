import LucsAPI

let getCommand = Command(
    name: "get", summary: "Print the JSON of any read endpoint of LUCS.",
    operands: "ENDPOINT", mostOperands: 1,
    options: [
        .server, .apiVersion, .config,
        Option(name: "id", value: "X", help: "GUID or SIP URI of what the endpoint is about"),
        Option(name: "all", value: nil, help: "read a list to its end, all pages"),
    ],
    run: { arguments in
        guard let name = arguments.operands.first else {
            let rows = Endpoint.all.map { "  \($0.name)  \($0.path)" }
            Terminal.message("Endpoints:\n" + rows.joined(separator: "\n"))
            throw Failure(.usage, "Name an endpoint.")
        }
        guard let endpoint = Endpoint.named(name) else {
            let near = nearest(to: name, among: Endpoint.all.map(\.name))
            throw Failure(
                .usage,
                "There is no endpoint \(name)."
                    + (near.map { " Did you mean \($0)?" } ?? " lucstats get lists them all."))
        }
        let answer = try await arguments.client(try arguments.configuration()).raw(
            endpoint, id: arguments.value("id"), all: arguments.has("all"))
        Terminal.result(answer.json + [0x0A])
        if let shortfall = answer.shortfall {
            throw Failure(.partly, "The list is not complete: \(shortfall)")
        }
    })
