import JSONText
import LucsModel

extension JSONValue {
    /// Whether the value says nothing.
    fileprivate var isEmpty: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .number(let value): value == 0
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.values.allSatisfy(\.isEmpty)
        }
    }
}

/// What a server says in the body of an answer that is no data.
struct ErrorBody {
    var code: String?
    var message: String?
    var isWebPage = false

    /// Characters.
    private static let longest = 200
    /// Bytes.
    private static let longestRead = 1 << 16

    /// Reads LUCS's `{"Error":{"Code","Message"}}`, ASP.NET's `{"Message"}`, or the title of an
    /// HTML page. Text is shortened, and shown without the key.
    init(_ body: [UInt8], contentType: String?, key: APIKey) {
        if Self.isWebPage(body, contentType: contentType) {
            isWebPage = true
            message = Self.title(of: body)
        } else if body.count <= Self.longestRead, let value = try? JSONValue(parsing: body) {
            let list = value["Errors"]?.array?.first
            let error = value["Error"] ?? list ?? value["Result"]?["Error"] ?? value
            func text(_ names: [String]) -> String? {
                names.lazy.flatMap { [error[$0], value[$0]] }.compactMap { member in
                    member?.string ?? member?.integer.map { "\($0)" }
                }.first { !$0.isEmpty }
            }
            code = text(["Code", "ErrorCode", "ResultCode", "StatusCode", "Status"])
            message =
                error.string
                ?? text(["Message", "ErrorMessage", "ExceptionMessage", "Detail", "Title"])
        } else {
            // A key that the end cuts in two would not be found.
            let cut = body.count > Self.longestRead ? Self.longestRead - key.value.utf8.count : nil
            message = String(decoding: body.prefix(cut ?? body.count), as: UTF8.self)
        }
        code = code.flatMap { Self.shortened($0, key) }
        message = message.flatMap { Self.shortened($0, key) }
    }

    /// Whether the body of one object is an error that came as if it were data. Lists are read
    /// by ``PageReader``, which sees errors in them.
    static func isError(_ body: [UInt8]) -> Bool {
        guard body.count < 4096, let value = try? JSONValue(parsing: body),
            let members = value.object, let error = value["Error"], !error.isEmpty
        else { return false }
        return members.count == 1 || value["Id"] == nil || value["Id"] == .null
    }

    static func isWebPage(_ body: [UInt8], contentType: String?) -> Bool {
        let mediaType = contentType?.prefix { $0 != ";" && $0 != " " }.lowercased()
        if mediaType == "text/html" || mediaType == "application/xhtml+xml" { return true }
        return body.first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "<")
    }

    /// The text of the first of the elements that usually say what a page is.
    private static func title(of body: [UInt8]) -> String? {
        let page = body.prefix(8192)
        let folded = page.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        for tag in ["<title", "<h1", "<h2"] {
            guard let start = folded.firstRange(of: Array(tag.utf8)) else { continue }
            let text = page[start.upperBound...].drop { $0 != UInt8(ascii: ">") }.dropFirst()
                .prefix { $0 != UInt8(ascii: "<") }
            if text.contains(where: { $0 > 0x20 }) { return String(decoding: text, as: UTF8.self) }
        }
        return nil
    }

    /// What a server has to say as one short line, without the key; `nil` where nothing is left.
    static func shortened(_ text: String, _ key: APIKey) -> String? {
        let line = text.replacing(key.value, with: "(key)").oneLine
        guard !line.isEmpty else { return nil }
        return line.count > longest ? "\(line.prefix(longest))…" : line
    }
}
