import CivilTime
import QueryLibrary
import SQLite
import Warehouse

/// What `--period` and `--param` give to the parameters of a query, each checked against what the
/// query's header says of it.
struct QueryParameters {
    let query: LibraryQuery
    let statement: Statement

    /// The parameters that `--period` sets.
    static let namesOfPeriod = ["start_at", "end_at"]

    /// - Throws: ``Failure`` (usage) for a parameter that is unknown, unset or of another kind.
    func values(_ arguments: Arguments, in warehouse: Warehouse) throws -> [String: Value] {
        let names = try names()
        var values: [String: Value] = [:]
        for pair in arguments.values("param") {
            // A value may begin with a character that joins the one before it.
            let scalars = pair.unicodeScalars
            guard let equals = scalars.firstIndex(of: "=") else {
                throw Failure(.usage, "--param takes name=value, not \(pair).")
            }
            let name = String(scalars[..<equals])
            guard names.contains(name) else { throw unknown(name, names) }
            guard values[name] == nil else {
                throw Failure(.usage, "--param \(name) is given twice.")
            }
            values[name] = try value(String(scalars[scalars.index(after: equals)...]), of: name)
        }
        let given = Self.namesOfPeriod.first { values[$0] != nil }
        if arguments.has("period") {
            if let given {
                throw Failure(.usage, "--period sets \(given); leave out --param \(given).")
            }
            guard names.contains(where: Self.namesOfPeriod.contains) else {
                throw Failure(
                    .usage,
                    "--period would change nothing: \(query.name) has no :start_at and :end_at. "
                        + "Leave it out, or write them into the query.")
            }
        }
        if given == nil, names.contains("start_at") || arguments.has("period") {
            let bounds = try arguments.period(in: warehouse).bounds
            values["start_at"] = .integer(bounds.lowerBound.milliseconds)
            values["end_at"] = .integer(bounds.upperBound.milliseconds)
        }
        if let name = names.first(where: { values[$0] == nil && !hasDefault($0) }) {
            let meaning = declared(name).map { ": \($0.meaning) [\($0.unit)]" } ?? ""
            throw Failure(.usage, "The query needs --param \(name)=VALUE\(meaning).")
        }
        return values
    }

    /// The first instant of the year 2300, in epoch milliseconds.
    private static let endOfTime: Int64 = 10_413_792_000_000

    /// The time that the query asks about: all that there is where it does not say.
    func span(_ arguments: Arguments, in warehouse: Warehouse) throws -> Range<Timestamp> {
        let values = try values(arguments, in: warehouse)
        var bounds: Range<Int64> = 0..<Self.endOfTime
        if case .integer(let start)? = values["start_at"],
            case .integer(let end)? = values["end_at"],
            start < end
        {
            bounds = start..<end
        }
        return Timestamp(
            milliseconds: bounds.lowerBound)..<Timestamp(milliseconds: bounds.upperBound)
    }

    private func names() throws -> [String] {
        let names = statement.parameterNames
        guard names.count == statement.parameterCount, names.allSatisfy({ $0.hasPrefix(":") })
        else {
            throw Failure(
                .usage, "Parameters of a query need names that begin with a colon, as :from.")
        }
        return names.map { String($0.dropFirst()) }
    }

    private func declared(_ name: String) -> LibraryQuery.Parameter? {
        query.parameters.first { $0.name == name }
    }

    private func hasDefault(_ name: String) -> Bool { declared(name)?.standard != nil }

    private func unknown(_ name: String, _ names: [String]) -> Failure {
        let hint = NearestName.question(for: name, among: names)
        let known = names.isEmpty ? "none" : names.joined(separator: ", ")
        return Failure(
            .usage,
            "The query has no parameter \(name). \(hint ?? "It has: \(known).")")
    }

    /// The value as the unit in the header wants it. Where no header names one it is a number if it
    /// is written as SQLite writes that number, and else a text: `+41791234567` and `007` stay what
    /// they are.
    private func value(_ text: String, of name: String) throws -> Value {
        let number = Double(text).flatMap { $0.isFinite ? $0 : nil }
        func refusal(_ wanted: String) -> Failure {
            Failure(
                .usage,
                text.isEmpty
                    ? "--param \(name) needs a value: it takes \(wanted)."
                    : "--param \(name) takes \(wanted), not \(text).")
        }
        if let choices = declared(name)?.choices, let last = choices.last {
            guard choices.contains(text) else {
                throw refusal(choices.dropLast().joined(separator: ", ") + " or " + last)
            }
            return .text(text)
        }
        let isOfPeriod = Self.namesOfPeriod.contains(name)
        switch declared(name)?.unit ?? (isOfPeriod ? "ms UTC" : nil) {
        case nil:
            if let integer = Int64(text), String(integer) == text { return .integer(integer) }
            if let number, number.description == text { return .real(number) }
            return .text(text)
        case "count":
            guard let count = Int64(text), count >= 0 else { throw refusal("a count such as 20") }
            return .integer(count)
        case LibraryQuery.Parameter.switchUnit:
            guard text == "0" || text == "1" else { throw refusal("0 or 1") }
            return .integer(text == "1" ? 1 : 0)
        case "ms UTC", "key":
            guard let integer = Int64(text) else { throw refusal("a whole number") }
            return .integer(integer)
        case "fraction":
            guard let number, (0...1).contains(number) else {
                throw refusal("a fraction from 0 to 1")
            }
            return .real(number)
        case "s", "ms":
            guard let number, number >= 0 else { throw refusal("a number of seconds such as 20") }
            return Int64(text).map { .integer($0) } ?? .real(number)
        case "number":
            guard let number else { throw refusal("a number") }
            return Int64(text).map { .integer($0) } ?? .real(number)
        case "date":
            guard CivilDate(text) != nil else { throw refusal("a date such as 2026-11-24") }
            return .text(text)
        default: return .text(text)
        }
    }
}

extension LibraryQuery {
    /// The parameters of each listed query, for shells to complete, without those that `--period`
    /// sets.
    static var assignments: [Option.Assignments] {
        listed.map { query in
            let own = query.parameters.filter {
                !QueryParameters.namesOfPeriod.contains($0.name)
            }
            return .init(operand: query.name, all: own.map(\.assignment))
        }
    }
}

extension LibraryQuery.Parameter {
    fileprivate var assignment: Option.Assignment {
        .init(name: name, choices: unit == Self.switchUnit ? ["0", "1"] : choices)
    }
}
