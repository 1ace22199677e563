import CivilTime
import Foundation
import JSONText
import LucsAPI
import Warehouse

extension Configuration {
    /// Reads a file; an error names the file and the member.
    static func read(_ path: String) throws -> Configuration {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .configuration, "The configuration \(path) cannot be read. Check the path.")
        }
        try SecretFile.checkWriters(path, kind: "configuration")
        if let fault = JSONFault(in: data) {
            throw Failure(.configuration, "\(path), \(fault).")
        }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        guard let found = try? decoder.decode(Found.self, from: data) else {
            throw Failure(
                .configuration,
                "\(path) is not proper JSON (comments are allowed). Look for a missing comma, "
                    + "quote or brace.")
        }
        do {
            try Wanted.configuration.check(found, at: "")
            let configuration = try decoder.decode(Configuration.self, from: data)
            try configuration.check()
            return configuration
        } catch let failure as Failure {
            throw Failure(.configuration, "\(path): \(failure.message)")
        }
    }

    /// What can be said of the values without a server or a warehouse.
    private func check() throws {
        for (name, text) in [
            ("maxGap", maxGap), ("staleness", staleness),
            ("deadlines.connect", deadlines?.connect),
            ("deadlines.firstByte", deadlines?.firstByte), ("deadlines.whole", deadlines?.whole),
            ("deadlines.pass", deadlines?.pass),
        ] {
            guard let text else { continue }
            guard let duration = Duration(text), duration > .zero else {
                throw Failure(
                    .configuration, "\(name) is a duration such as 30s, 5m or 24h, not \(text).")
            }
        }
        if let every {
            do { _ = try Spacing(every, name: "every") } catch let failure as Failure {
                throw Failure(.configuration, failure.message)
            }
        }
        try checkPoliteness()
        var rules = PassRules()
        try teachWords(&rules)
        if let keep, wholeDays(keep) == nil {
            throw Failure(.configuration, "keep is a number of days such as 400d, not \(keep).")
        }
        for (name, zone) in [("timeZone", timeZone), ("serverTimeZone", serverTimeZone)] {
            guard let zone, LocalCalendar(identifier: zone) == nil else { continue }
            throw Failure(
                .configuration, "\(name) is an IANA name such as Europe/Zurich, not \(zone).")
        }
        for (name, most) in [
            ("perSecond", limits?.perSecond), ("perMinute", limits?.perMinute),
            ("perHour", limits?.perHour),
        ] {
            if let most, most < 1 {
                throw Failure(
                    .configuration, "limits.\(name) is a number of requests above 0, not \(most).")
            }
        }
        do {
            _ = try MemberCatalogue(overrides: memberNames ?? [:])
        } catch {
            throw Failure(.configuration, error.description)
        }
        _ = try ping.map(Ping.init)
        try checkCustomerIdentifiers()
        _ = try paging?.paging()
        _ = try rulesOfReports()
    }
}

/// A value of the file, whatever it is.
private enum Found: Decodable {
    case null
    case bool
    case number(Double)
    case text
    case list([Found])
    case object([String: Found])

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Name.self) {
            var members: [String: Found] = [:]
            for name in object.allKeys {
                members[name.stringValue] = try object.decode(Found.self, forKey: name)
            }
            self = .object(members)
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var elements: [Found] = []
            while !list.isAtEnd { elements.append(try list.decode(Found.self)) }
            self = .list(elements)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if (try? value.decode(Bool.self)) != nil {
            self = .bool
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            _ = try value.decode(String.self)
            self = .text
        }
    }
}

/// What a value of the file has to be. `null` stands for a member that is not there.
private indirect enum Wanted: Sendable {
    case text
    case number
    case wholeNumber
    case boolean
    case list(of: Wanted)
    case textOrTexts
    case object([String: Wanted])
    /// An object whose members may have any name.
    case map(to: Wanted)

    /// What the table of keys says.
    static let configuration = wanted(ConfigurationKey.all.map { ($0.name[...], $0.kind) })

    private static func wanted(_ keys: [(path: Substring, kind: ConfigurationKey.Kind)]) -> Wanted {
        var members: [String: [(Substring, ConfigurationKey.Kind)]] = [:]
        for (path, kind) in keys {
            guard !path.isEmpty else { return Wanted(kind) }
            let name = path.prefix { $0 != "." }
            members[String(name), default: []].append((path.dropFirst(name.count + 1), kind))
        }
        if let any = members["*"] { return .map(to: wanted(any)) }
        return .object(members.mapValues(wanted))
    }

    private init(_ kind: ConfigurationKey.Kind) {
        switch kind {
        case .text: self = .text
        case .texts: self = .list(of: .text)
        case .textOrTexts: self = .textOrTexts
        case .wholeNumber: self = .wholeNumber
        case .number: self = .number
        case .boolean: self = .boolean
        }
    }

    private var name: String {
        switch self {
        case .text: "text in quotes"
        case .number: "a number"
        case .wholeNumber: "a whole number"
        case .boolean: "true or false"
        case .list: "a list in square brackets"
        case .textOrTexts: "text in quotes, or a list of it in square brackets"
        case .object, .map: "an object in braces"
        }
    }

    /// - Parameter place: the path of the value: `serviceLevel.target`, empty for the whole file.
    func check(_ found: Found, at place: String) throws {
        let prefix = place.isEmpty ? "" : "\(place)."
        switch (self, found) {
        case (.text, .text), (.number, .number), (.boolean, .bool): break
        case (.wholeNumber, .number(let number)) where Int(exactly: number) != nil: break
        case (.textOrTexts, .text): break
        case (.textOrTexts, .list): try Wanted.list(of: .text).check(found, at: place)
        case (.list(let element), .list(let elements)):
            for (index, value) in elements.enumerated() {
                try element.check(value, at: "\(place)[\(index)]")
            }
        case (.map(let member), .object(let members)):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                try member.check(value, at: prefix + name)
            }
        case (.object(let known), .object(let members)):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                guard let member = known[name] else {
                    if place.isEmpty, name.lowercased().contains("key") {
                        throw Failure(
                            .configuration,
                            "\(name) does not belong here: put the key into a file that only its "
                                + "owner can read, and name that in LUCSTATS_API_KEY_FILE.")
                    }
                    let hint =
                        NearestName.question(for: name, among: known.keys.sorted())
                        ?? "There are: \(known.keys.sorted().joined(separator: ", "))."
                    throw Failure(.configuration, "there is no member \(prefix)\(name). \(hint)")
                }
                if case .null = value { continue }
                try member.check(value, at: prefix + name)
            }
        default:
            let subject = place.isEmpty ? "the whole file" : place
            throw Failure(.configuration, "\(subject) has to be \(name).")
        }
    }
}
