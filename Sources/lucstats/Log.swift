import CivilTime
import Foundation
import JSONText
import Locking
import LucsModel

/// What the program says on standard error: one line an event, for people or for machines.
///
/// As text, an event is its name and its values: `pass at=2026-11-24T08:00:00Z requests=9`. What
/// went wrong is a sentence instead, after the program's name. As JSON, every line is an object
/// with `time` (UTC), `level`, `event`, what the text says as `message`, and the values.
enum Log {
    enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    enum Level: String, Sendable {
        case info, warning, error
    }

    enum Value: Sendable {
        case text(String)
        case integer(Int)
        case number(Double)
    }

    private static let chosen = Locked(Format.text)
    private static let quiet = Locked(false)

    /// Whether only warnings and errors are printed.
    static var isQuiet: Bool {
        get { quiet.withLock { $0 } }
        set { quiet.withLock { $0 = newValue } }
    }

    /// How lines look from now on.
    static var format: Format {
        get { chosen.withLock { $0 } }
        set { chosen.withLock { $0 = newValue } }
    }

    static func event(
        _ name: String, level: Level = .info, _ values: KeyValuePairs<String, Value> = [:]
    ) {
        if isQuiet, level == .info { return }
        let line =
            switch format {
            case .text: ([name] + values.map { "\($0)=\(plain($1))" }).joined(separator: " ")
            case .json: json(name, level, message: nil, values)
            }
        Terminal.line(Journal.prefix(level) + line)
    }

    /// A sentence for people.
    static func message(_ text: String) {
        let own = "lucstats: "
        say("message", text.hasPrefix(own) ? .warning : .info, text.drops(own), as: text)
    }

    /// Something that the run goes on in spite of.
    static func warning(
        _ event: String, _ text: String, _ values: KeyValuePairs<String, Value> = [:]
    ) {
        say(event, .warning, text, as: "lucstats: \(text)", values)
    }

    static func failure(_ failure: Failure) {
        say(
            "failure", .error, failure.line, as: "lucstats: \(failure.line)",
            ["exitCode": .integer(Int(failure.code.rawValue))])
    }

    private static func say(
        _ event: String, _ level: Level, _ message: String, as text: String,
        _ values: KeyValuePairs<String, Value> = [:]
    ) {
        if isQuiet, level == .info { return }
        // Names and words of the server's are in it.
        let line =
            format == .text ? text.onOneLine : json(event, level, message: message, values)
        Terminal.line(Journal.prefix(level) + line)
    }

    private static func json(
        _ event: String, _ level: Level, message: String?, _ values: KeyValuePairs<String, Value>
    ) -> String {
        var writer = JSONWriter()
        let now = Timestamp.now
        writer.object { writer in
            writer.member("time", now.iso8601)
            writer.member("level", level.rawValue)
            writer.member("event", event)
            if let message { writer.member("message", message) }
            for (name, value) in values {
                switch value {
                case .text(let text): writer.member(name, text)
                case .integer(let integer): writer.member(name, integer)
                case .number(let number): writer.member(name, number)
                }
            }
        }
        return writer.text
    }

    /// In quotes where it would not be one word.
    private static func plain(_ value: Value) -> String {
        switch value {
        case .integer(let integer): return String(integer)
        case .number(let number): return number.description
        case .text(let text):
            guard
                text.isEmpty || text != text.onOneLine
                    || text.contains(where: { $0.isWhitespace || "\"=".contains($0) })
            else { return text }
            var writer = JSONWriter()
            writer.string(text.onOneLine)
            return writer.text
        }
    }
}

extension String {
    fileprivate func drops(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
