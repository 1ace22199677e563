import JSONText

/// The Swagger 2.0 document of a version, made from the routes.
enum SwaggerDocument {
    static func bytes(version: String, _ contract: SimulatedContract) -> [UInt8] {
        let isVersion2 = version == "v2.0"
        var json = JSONWriter()
        json.object { json in
            json.member("swagger", "2.0")
            json.key("info")
            json.object { json in
                json.member("version", version)
                json.member("title", "Reporting API")
            }
            json.key("schemes")
            json.array { $0.string("http") }
            json.key("paths")
            json.object { json in
                for route in Route.all where isVersion2 || !route.onlyVersion2 {
                    json.key("/\(version)/\(route.template)")
                    json.object { json in
                        json.key(route.method.lowercased())
                        write(route, isVersion2: isVersion2, contract, to: &json)
                    }
                }
            }
            json.key("securityDefinitions")
            json.object { json in
                json.key("apiKey")
                json.object { json in
                    json.member("type", "apiKey")
                    json.member("name", "api_key")
                    json.member("in", "header")
                }
            }
        }
        return json.bytes
    }

    private static func write(
        _ route: Route, isVersion2: Bool, _ contract: SimulatedContract,
        to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("operationId", "\(route.operation)")
            json.key("produces")
            json.array { $0.string("application/json") }
            json.key("parameters")
            json.array { json in
                for segment in route.template.split(separator: "/") where segment.hasPrefix("{") {
                    let name = String(segment.dropFirst().dropLast())
                    parameter(name, in: "path", type: "string", to: &json)
                }
                if isVersion2, route.operation == .users {
                    parameter("fieldsToReturn", in: "query", type: "string", to: &json)
                }
                if isVersion2, route.isPaged, !contract.paging.isIgnored {
                    for name in [contract.paging.numberParameter, contract.paging.sizeParameter] {
                        parameter(name, in: "query", type: "integer", to: &json)
                    }
                }
            }
            json.key("responses")
            json.object { json in
                json.key("200")
                json.object { $0.member("description", "OK") }
            }
        }
    }

    private static func parameter(
        _ name: String, in place: String, type: String, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("name", name)
            json.member("in", place)
            json.member("required", place == "path")
            json.member("type", type)
            if type == "integer" { json.member("format", "int32") }
        }
    }
}
