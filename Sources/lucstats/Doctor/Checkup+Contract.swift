import CivilTime
import Collector
import Foundation
import JSONText
import LucsAPI

extension Checkup {
    /// What the server's lists hold, against what is read of them.
    mutating func examineContract(_ survey: Survey) {
        guard !survey.objects.isEmpty || survey.contract != nil else { return }
        if let contract = survey.contract {
            let version = survey.servers.compactMap(\.version).first ?? .v2
            let missing = contract.missing(version).filter { endpoint in
                survey.resources.contains { $0.endpoint == endpoint }
            }
            if missing.isEmpty {
                ok("contract", "the server's description was read from \(contract.location)")
            } else {
                warn(
                    "contract",
                    "\(contract.location) does not describe "
                        + missing.map(\.name).joined(separator: ", "))
            }
        } else {
            ok("contract", "the server publishes no description; its answers were looked at")
        }
        examinePaging(survey)
        for object in survey.objects { examine(object, survey.serverTimeZone) }
    }

    private mutating func examinePaging(_ survey: Survey) {
        let settings = survey.paging
        let words =
            settings.style == .whole
            ? "lists come whole"
            : "\(settings.numberParameter)=\(settings.style == .offset ? 0 : settings.firstPage)"
                + "&\(settings.sizeParameter)=\(settings.size)"
        switch survey.pagingSource {
        case .configured: ok("paging", "\(words), as configured")
        case .contract where survey.isFirstPageKnown:
            ok("paging", "\(words), as the server's description says")
        case .contract:
            warn(
                "paging",
                "\(words): the server describes the parameters, not the number of the first page",
                "Run doctor again when a list has two rows or more; until then collect finds it out."
            )
        case .tried: ok("paging", "\(words), found by trying")
        case .whole: ok("paging", "\(words), as v1.0 does")
        case .assumed:
            warn(
                "paging", "\(words) is assumed; no list showed whether the server heeds it",
                "If lists come cut short, set paging in the configuration.")
        }
    }

    private mutating func examine(_ object: ObjectFinding, _ zone: TimeZone?) {
        let name = object.endpoint
        if object.sampled == 0, object.read.isEmpty {
            warn(
                "contract", "\(name): nothing there to look at now",
                "Run doctor again during opening hours.")
            return
        }
        ok("contract", "\(name): reads \(object.read.map(\.member).joined(separator: ", "))")
        for learned in object.learned {
            warn(
                "contract", "\(name): \(learned.member) seems to be \(learned.field)",
                "--write-config sets it in memberNames.")
        }
        for missing in object.missing {
            let message = "\(name): no \(missing.field) was found: \(missing.consequence)"
            let advice = "If it is there by another name, say so in memberNames."
            if missing.isNeeded {
                fail("contract", message, advice, code: .configuration)
            } else if missing.field == "user.changed" {
                // Many installations do not tell it, and little is lost.
                ok("contract", message)
            } else {
                warn("contract", message, advice)
            }
        }
        if !object.unused.isEmpty {
            ok(
                "contract",
                "\(name): sees and does not use \(object.unused.joined(separator: ", "))")
        }
        for unread in object.unreadTimes {
            warn("contract", "\(name): \(unread.member) is not a recognized date")
        }
        if let ahead = object.ahead {
            warn(
                "contract",
                "\(name): times such as \(object.timeSample ?? "") lie up to "
                    + "\(ahead.shortText) ahead of the server's clock",
                zone.map { "Set serverTimeZone to \($0.identifier); --write-config does it." }
                    ?? "If LUCS writes local times, set serverTimeZone.")
        } else if let sample = object.timeSample, object.endpoint == Endpoint.serviceTasks.name {
            ok("contract", "\(name): times are written \(sample) and read as UTC")
        }
    }
}

extension Checkup {
    /// What collecting has shown about times without a zone.
    mutating func examineLocalTimes(
        _ watch: LocalTimeWatch, _ client: LucsClient, _ survey: inout Survey
    ) {
        guard let behind = watch.behind else { return }
        let zone = client.likelyTimeZone(behind: behind)
        survey.serverTimeZone = survey.serverTimeZone ?? zone
        warn(
            "contract",
            "while collecting, new times without a zone always lay \(behind.shortText) behind the "
                + "server's clock",
            zone.map { "Set serverTimeZone to \($0.identifier); --write-config does it." }
                ?? "Set serverTimeZone to the zone of LUCS, if that is \(behind.shortText) behind UTC."
        )
    }
}

extension Survey? {
    /// The `contract` member of the report in JSON; `null` where nothing was looked at.
    func write(to json: inout JSONWriter) {
        guard let survey = self else { return json.null() }
        func members(_ name: String, _ reads: [ObjectFinding.Read], _ json: inout JSONWriter) {
            json.key(name)
            json.object { json in
                for read in reads { json.member(read.field, read.member) }
            }
        }
        json.object { json in
            json.member(
                "apiVersion", survey.servers.compactMap(\.version).first?.rawValue)
            json.member("description", survey.contract?.location)
            json.key("paging")
            json.object { json in
                json.member("style", survey.paging.style.rawValue)
                json.member("numberParameter", survey.paging.numberParameter)
                json.member("sizeParameter", survey.paging.sizeParameter)
                json.member("firstPage", survey.paging.firstPage)
                json.member("size", survey.paging.size)
                json.member("total", survey.paging.total?.rawValue)
                json.member("source", survey.pagingSource.rawValue)
            }
            json.key("lists")
            json.object { json in
                for object in survey.objects {
                    json.key(object.endpoint)
                    json.object { json in
                        json.member("sampled", object.sampled)
                        members("reads", object.read, &json)
                        members("learned", object.learned, &json)
                        json.key("missing")
                        json.array { json in
                            for missing in object.missing { json.string(missing.field) }
                        }
                        json.key("unused")
                        json.array { json in
                            for name in object.unused { json.string(name) }
                        }
                        json.member("timeSample", object.timeSample)
                    }
                }
            }
        }
    }
}
