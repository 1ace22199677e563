import CivilTime
import Foundation
import LucsAPI

/// The configuration file: JSON with comments. Every member is optional.
struct Configuration: Decodable, Sendable {
    var servers: [String]?
    var warehouse: String?
    var timeZone: String?
    var apiVersion: String?
    var paging: PagingMembers?
    var serviceLevel: ServiceLevel?
    var every: String?
    var maxGap: String?
    var limits: Limits?
    var out: String?

    struct PagingMembers: Decodable, Sendable {
        var style: String?
        var numberParameter: String?
        var sizeParameter: String?
        var firstPage: Int?
        var size: Int?
    }

    struct Limits: Decodable, Sendable {
        var perSecond: Int?
        var perMinute: Int?
        var perHour: Int?
    }

    struct Rule: Decodable, Sendable {
        var thresholdSeconds: Double?
        var shortAbandonSeconds: Double?
        var target: Double?
    }

    struct ServiceLevel: Decodable, Sendable {
        var thresholdSeconds: Double?
        var shortAbandonSeconds: Double?
        var target: Double?
        /// By identifier or name.
        var services: [String: Rule]?
    }

    /// The members that each object may have, by the path of the object.
    private static let members: [String: [String]] = [
        "": [
            "servers", "warehouse", "timeZone", "apiVersion", "paging", "serviceLevel", "every",
            "maxGap", "limits", "out",
        ],
        "paging": ["style", "numberParameter", "sizeParameter", "firstPage", "size"],
        "limits": ["perSecond", "perMinute", "perHour"],
        "serviceLevel": ["thresholdSeconds", "shortAbandonSeconds", "target", "services"],
    ]

    /// Reads a file; an error names the file and the member.
    static func read(_ path: String) throws -> Configuration {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.configuration, "The configuration \(path) cannot be read.")
        }
        do {
            let decoder = JSONDecoder()
            decoder.allowsJSON5 = true
            try check(try decoder.decode(MemberNames.self, from: data), at: "", in: path)
            return try decoder.decode(Configuration.self, from: data)
        } catch let failure as Failure {
            throw failure
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(
            _, let context)
        {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw Failure(.configuration, "\(path): \(place) has a value of the wrong kind.")
        } catch {
            throw Failure(
                .configuration, "\(path) is not proper JSON (comments are allowed): \(error)")
        }
    }

    private static func check(_ found: MemberNames, at place: String, in path: String) throws {
        guard let known = members[place] else { return }
        for (name, inner) in found.members.sorted(by: { $0.key < $1.key }) {
            guard known.contains(name) else {
                let near = nearest(to: name, among: known).map { " Did you mean \($0)?" } ?? ""
                let whole = place.isEmpty ? name : "\(place).\(name)"
                throw Failure(.configuration, "\(path): there is no member \(whole).\(near)")
            }
            try check(inner, at: name, in: path)
        }
    }
}

/// The names of an object's members, and of theirs; nothing for any other value.
private struct MemberNames: Decodable {
    var members: [String: MemberNames] = [:]

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        guard let object = try? decoder.container(keyedBy: Name.self) else { return }
        for name in object.allKeys {
            members[name.stringValue] = try object.decode(MemberNames.self, forKey: name)
        }
    }
}

extension Configuration.PagingMembers {
    /// The client's settings.
    func paging() throws -> Paging {
        guard let style = Paging.Style(rawValue: style ?? "page") else {
            throw Failure(.configuration, "paging.style is page, offset or whole.")
        }
        return Paging(
            style: style, numberParameter: numberParameter, sizeParameter: sizeParameter,
            firstPage: firstPage ?? 1, size: size ?? 500)
    }
}
