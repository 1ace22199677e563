import CivilTime
import Foundation
import LucsAPI
import Warehouse

/// The configuration file: JSON with comments. Every member is optional, and described in the
/// table of ``ConfigurationKey``.
struct Configuration: Decodable, Sendable {
    var servers: [String]?
    var plainHTTPAccepted: Bool?
    var warehouse: String?
    var timeZone: String?
    var serverTimeZone: String?
    var apiVersion: String?
    var paging: PagingMembers?
    var serviceLevel: ServiceLevel?
    var openingHours: OpeningHoursMembers?
    /// Names of closed days, by date.
    var closedDays: [String: String]?
    var every: String?
    var maxGap: String?
    var limits: Limits?
    var staleness: String?
    var politeness: PolitenessMembers?
    var deadlines: Deadlines?
    var caFile: String?
    var memberNames: [String: [String]]?
    var out: String?
    /// Of the contact centre.
    var name: String?
    /// `en` or `de`.
    var language: String?
    /// The folder of report definitions and queries of the user's own.
    var definitions: String?
    var keep: String?
    var ping: String?
    var metricsFile: String?
    var customerIdentifiers: String?
    var contextParameters: [String]?
    var callbacks: Bool?
    var states: States?
    var taskStates: TaskStates?

    struct PagingMembers: Decodable, Sendable {
        var style: String?
        var numberParameter: String?
        var sizeParameter: String?
        var firstPage: Int?
        var size: Int?
        var total: String?
    }

    struct Limits: Decodable, Sendable {
        var perSecond: Int?
        var perMinute: Int?
        var perHour: Int?
    }

    struct PolitenessMembers: Decodable, Sendable {
        var requestsPerSecond: Double?
        var waitingShare: Double?
    }

    /// Durations such as `15s`.
    struct Deadlines: Decodable, Sendable {
        var connect: String?
        var firstByte: String?
        var whole: String?
        var pass: String?
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
}

extension Configuration.PagingMembers {
    /// The client's settings.
    func paging() throws -> Paging {
        guard let style = Paging.Style(rawValue: style ?? "page") else {
            throw Failure(
                .configuration,
                "paging.style is page, offset or whole, not \(self.style ?? "").")
        }
        return Paging(
            style: style, numberParameter: numberParameter, sizeParameter: sizeParameter,
            firstPage: firstPage ?? 1, size: size ?? 500,
            total: try total.map(Self.total))
    }
}

extension Configuration.PagingMembers {
    private static func total(_ word: String) throws -> Paging.Total {
        guard let total = Paging.Total(rawValue: word) else {
            throw Failure(.configuration, "paging.total is list or page, not \(word).")
        }
        return total
    }
}

extension Configuration.ServiceLevel {
    /// The warehouse's rules; an error names the member that makes no sense.
    func rules() throws -> ServiceLevelRules {
        func rule(
            _ threshold: Double?, _ short: Double?, _ target: Double?, _ place: String
        ) throws -> ServiceLevelRule {
            for (name, seconds) in [
                ("thresholdSeconds", threshold), ("shortAbandonSeconds", short),
            ] {
                if let seconds, !(0...86_400).contains(seconds) {
                    throw Failure(.configuration, "\(place).\(name) is seconds, 0 to 86400.")
                }
            }
            if let target, !(0...1).contains(target) {
                throw Failure(.configuration, "\(place).target is a fraction, 0 to 1.")
            }
            func duration(_ seconds: Double?) -> Duration? {
                seconds.map { .milliseconds(Int64(($0 * 1000).rounded())) }
            }
            return ServiceLevelRule(
                threshold: duration(threshold), shortAbandon: duration(short), target: target)
        }
        var rules = ServiceLevelRules(
            everyone: try rule(thresholdSeconds, shortAbandonSeconds, target, "serviceLevel"))
        for (name, own) in services ?? [:] {
            rules.services[name] = try rule(
                own.thresholdSeconds, own.shortAbandonSeconds, own.target,
                "serviceLevel.services.\(name)")
        }
        return rules
    }
}
