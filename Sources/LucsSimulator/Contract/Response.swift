import CivilTime
import JSONText

/// An answer before it is put on the wire.
struct Response: Sendable {
    var status: Int
    var body: [UInt8]
    var contentType = "application/json; charset=utf-8"
    var headers: [(name: String, value: String)] = []
    /// The simulation's time that the body is about.
    var instant: Timestamp?

    static func refusal(_ refusal: Refusal) -> Response {
        var json = JSONWriter()
        json.object { json in
            json.key("Error")
            json.object { json in
                json.member("Code", refusal.code)
                json.member("Message", refusal.message)
            }
        }
        return Response(status: refusal.status, body: json.bytes, headers: refusal.headers)
    }
}

/// Why a request is not answered with what it asked for.
struct Refusal: Error {
    let status: Int
    let code: String
    let message: String
    var headers: [(name: String, value: String)] = []

    static func notFound(_ what: String) -> Refusal {
        Refusal(status: 404, code: "NotFound", message: what)
    }

    static func badRequest(_ what: String) -> Refusal {
        Refusal(status: 400, code: "BadRequest", message: what)
    }

    static func unauthorized(_ what: String) -> Refusal {
        Refusal(status: 401, code: "Unauthorized", message: what)
    }

    static let methodNotAllowed = Refusal(
        status: 405, code: "MethodNotAllowed",
        message: "The requested resource does not support this http method.",
        headers: [("Allow", "GET")])
}
