import CivilTime
public import Foundation
import HTTP
import JSONText
import LucsModel

extension LucsClient {
    /// How many objects of a list are looked at.
    private static let sample = 200
    /// How many services are asked for tasks until one has some.
    private static let maximumServices = 12

    /// Looks at everything that sampling needs, once: which servers answer, what the key opens,
    /// how lists are paged and what their objects hold. Throws only when cancelled.
    ///
    /// What it finds out about paging, this client uses from then on.
    public func survey() async throws -> Survey {
        var survey = Survey()
        for server in core.pool.servers { survey.servers.append(try await probe(server)) }
        guard survey.servers.contains(where: \.isOfUse) else { return survey }
        survey.contract = await description(version)
        try await discoverPaging(&survey)
        for endpoint in [
            Endpoint.organizationUnits, .services, .users, .profiles, .userStates,
        ] where endpoint.versions.contains(version) {
            let (resource, rows) = try await look(at: endpoint, id: nil)
            survey.resources.append(resource)
            if resource.error?.code == .rateLimited { break }
            guard resource.error == nil else { continue }
            add(endpoint, rows, to: &survey)
            if endpoint == .services { try await lookAtTasks(of: rows, &survey) }
        }
        for object in survey.objects {
            for learned in object.learned { survey.memberNames[learned.field] = [learned.member] }
        }
        if version == .v2, core.configuration.paging == nil {
            // Reading the lists has shown more: the size that is accepted, what totals count.
            survey.paging.size = await core.discovery.paging.size
            survey.paging.total = await core.discovery.totals
        }
        survey.serverTimeZone = serverTimeZone(survey.objects.compactMap(\.ahead).max())
        return survey
    }

    /// The likely zone whose clock is ahead of UTC by about as much as the latest time is ahead of
    /// the server's: that is a little old.
    private func serverTimeZone(_ ahead: Duration?) -> TimeZone? {
        ahead.flatMap { ahead in
            likelyTimeZone { offset in
                let age = offset - ahead
                return age > .seconds(-120) && age < .seconds(3600)
            }
        }
    }

    /// The likely zone whose clock is behind UTC by as much as times without a zone turned out to be
    /// while collecting.
    public func likelyTimeZone(behind: Duration) -> TimeZone? {
        likelyTimeZone { $0 == .zero - behind }
    }

    private func likelyTimeZone(_ fits: (_ offset: Duration) -> Bool) -> TimeZone? {
        let now = Date(
            timeIntervalSince1970: Double((statistics.serverTime ?? now()).milliseconds) / 1000)
        return core.configuration.likelyTimeZones.first { zone in
            fits(.seconds(zone.secondsFromGMT(for: now)))
        }
    }

    /// Whether one server answers, and in which version.
    private func probe(_ server: Server) async throws -> Survey.ServerFinding {
        var finding = Survey.ServerFinding(address: server.origin.description)
        let versions: [APIVersion] =
            switch core.configuration.apiVersion {
            case .auto: [.v2, .v1]
            case .v2: [.v2]
            case .v1: [.v1]
            }
        for version in versions {
            let begin = ContinuousClock.now
            do {
                _ = try await core.requester.reply(
                    to: .services, path: try Endpoint.services.path(version: version, id: nil),
                    from: server, retries: 1, deadline: core.deadline)
                finding.version = version
                finding.error = nil
                core.versions.decide(version)
            } catch let error as APIError {
                // Who refuses the key speaks the version all the same.
                if error.code == .refused { finding.version = version }
                finding.error = error
            }
            finding.answeredIn = ContinuousClock.now - begin
            if finding.error?.code != .notFound { break }
        }
        return finding
    }

    private func description(_ version: APIVersion) async -> ServerContract? {
        let document = Endpoint("contract", "swagger", roles: [])
        for server in core.pool.servers {
            for location in ServerContract.locations(of: version) {
                guard
                    let reply = try? await core.requester.reply(
                        to: document, path: location, from: server, retries: 0,
                        deadline: core.deadline)
                else { continue }
                if let contract = ServerContract(reply.body, location: location) {
                    return contract
                }
            }
        }
        return nil
    }

    private func discoverPaging(_ survey: inout Survey) async throws {
        guard version == .v2 else {
            survey.paging = Paging(style: .whole)
            survey.pagingSource = .whole
            return
        }
        if let configured = core.configuration.paging {
            survey.paging = configured
            survey.pagingSource = .configured
            return
        }
        let described = survey.contract?.paging
        let told = described?.paging
        var tried: Paging?
        for endpoint in [Endpoint.users, .services, .userStates] where tried == nil {
            do {
                tried = try await PagingTrial(core: core, endpoint: endpoint).run(described: told)
            } catch is CancellationError {
                throw CancellationError()
            } catch let limited as APIError where limited.code == .rateLimited {
                break
            } catch {
                // The key may not open this list; the next one may do.
            }
        }
        survey.paging = tried ?? told ?? Paging()
        let isDescribed = told.map { $0.numberParameter == survey.paging.numberParameter } ?? false
        survey.pagingSource = isDescribed ? .contract : tried != nil ? .tried : .assumed
        survey.isFirstPageKnown = tried != nil || (isDescribed && described?.hasFirstPage == true)
        await core.discovery.adopt(survey.paging, isProven: tried != nil)
    }

    private func look(
        at endpoint: Endpoint, id: String?
    ) async throws -> (Survey.ResourceFinding, [JSONValue]) {
        var finding = Survey.ResourceFinding(endpoint: endpoint)
        do {
            let listing = try await core.inVersion(endpoint.versions.contains(.v1)) { version in
                try await core.list(endpoint, id: id, version: version, RowFormat.raw)
            }
            finding.rows = listing.rows.count
            finding.shortfall = listing.shortfall
            return (
                finding,
                listing.rows.prefix(Self.sample).compactMap { try? JSONValue(parsing: $0.json) }
            )
        } catch let error as APIError {
            finding.error = error
            return (finding, [])
        }
    }

    /// Until some service has tasks to look at.
    private func lookAtTasks(of services: [JSONValue], _ survey: inout Survey) async throws {
        let known = survey.objects.last { $0.endpoint == Endpoint.services.name }
        let names = ["service.id", "service.sipURI"].compactMap { field in
            (known?.read ?? []).first { $0.field == field }?.member
                ?? known?.learned.first { $0.field == field }?.member
        }
        var last: (finding: Survey.ResourceFinding, rows: [JSONValue])?
        for service in services.prefix(Self.maximumServices) {
            guard let id = names.lazy.compactMap({ service[$0]?.string }).first else { continue }
            let found = try await look(at: .serviceTasks, id: id)
            last = found
            if !found.1.isEmpty || found.0.error?.code == .refused { break }
        }
        guard let last else { return }
        survey.resources.append(last.finding)
        if last.finding.error == nil { add(.serviceTasks, last.rows, to: &survey) }
    }

    private func add(_ endpoint: Endpoint, _ rows: [JSONValue], to survey: inout Survey) {
        let told = survey.contract?.members(of: endpoint, in: version) ?? [:]
        let now = statistics.serverTime ?? self.now()
        func finding<Field>(_ table: FieldTable<Field>, _ more: [ExpectedField] = []) {
            let object = ObjectSurvey(
                endpoint: endpoint, table: table, expected: ExpectedField.of(endpoint) + more,
                now: now, zone: core.catalogue.zone)
            survey.objects.append(object.finding(rows, told: told))
        }
        let catalogue = core.catalogue
        switch endpoint {
        case .organizationUnits: finding(catalogue.organizationUnit)
        case .services: finding(catalogue.service)
        case .users: finding(catalogue.user, version == .v1 ? ExpectedField.states : [])
        case .profiles: finding(catalogue.profile)
        case .userStates: finding(catalogue.user)
        default: finding(catalogue.task)
        }
    }
}

extension Survey.ServerFinding {
    /// Whether it makes sense to ask it for more.
    fileprivate var isOfUse: Bool {
        guard let error else { return true }
        return !error.isServerFault && error.code != .rateLimited
    }
}
