import JSONText
import LucsModel

/// How one kind of row is written in a JSON text.
struct RowFormat<Row: Sendable>: Sendable {
    /// What a row is called in messages.
    let noun: String
    /// The object around a list of them.
    let envelope: ListEnvelope
    /// Appends one object to the rows and returns its identifier; `nil`, and no row, if it has
    /// none.
    let read: @Sendable (inout JSONReader, inout [Row]) throws(JSONError) -> EntityID?
}

extension RowFormat where Row == OrganizationUnit {
    init(_ catalogue: MemberCatalogue) {
        noun = "organization unit"
        envelope = .organizationUnits
        read = {
            (reader: inout JSONReader, rows: inout [OrganizationUnit]) throws(JSONError)
                -> EntityID? in
            var id: EntityID?
            var ranks = FieldRanks()
            var unit = OrganizationUnit(id: .guid(0, 0))
            try reader.beginObject()
            while let found = try catalogue.organizationUnit.next(&reader) {
                switch found.field {
                case .id:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
                case .parentID:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &unit.parentID)
                case .name:
                    ranks.keep(try reader.text(catalogue), of: found, in: &unit.name)
                }
            }
            guard let id else { return nil }
            unit.id = id
            rows.append(unit)
            return id
        }
    }
}

extension RowFormat where Row == DutyProfile {
    init(_ catalogue: MemberCatalogue) {
        noun = "duty profile"
        envelope = .dutyProfiles
        read = {
            (reader: inout JSONReader, rows: inout [DutyProfile]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var ranks = FieldRanks()
            var profile = DutyProfile(id: .guid(0, 0))
            try reader.beginObject()
            while let found = try catalogue.profile.next(&reader) {
                switch found.field {
                case .id:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
                case .name:
                    ranks.keep(try reader.text(catalogue), of: found, in: &profile.name)
                case .offDuty:
                    let isOffDuty = try reader.flag("OffDuty", of: ProfileField.object)
                    ranks.keep(isOffDuty, of: found, in: &profile.isOffDuty)
                }
            }
            guard let id else { return nil }
            profile.id = id
            rows.append(profile)
            return id
        }
    }
}

extension RowFormat where Row == Service {
    init(_ catalogue: MemberCatalogue) {
        noun = "service"
        envelope = .services
        read = { (reader: inout JSONReader, rows: inout [Service]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var ranks = FieldRanks()
            var service = Service(id: .guid(0, 0))
            try reader.beginObject()
            while let found = try catalogue.service.next(&reader) {
                switch found.field {
                case .id:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
                case .name:
                    ranks.keep(try reader.text(catalogue), of: found, in: &service.name)
                case .sipURI:
                    ranks.keep(try reader.text(catalogue), of: found, in: &service.sipURI)
                case .organizationUnitID:
                    ranks.keep(
                        try reader.identifier(catalogue), of: found, in: &service.organizationUnitID
                    )
                case .organizationUnitName:
                    ranks.keep(
                        try reader.text(catalogue), of: found, in: &service.organizationUnitName)
                }
            }
            guard let id = id ?? service.sipURI.map({ EntityID($0) }) else { return nil }
            service.id = id
            rows.append(service)
            return id
        }
    }
}

extension RowFormat where Row == Callback {
    init(_ catalogue: MemberCatalogue) {
        noun = "callback"
        envelope = .callbacks
        /// Beyond a century it is noise.
        @Sendable func seconds(_ reader: inout JSONReader) throws(JSONError) -> Duration? {
            try reader.number().flatMap { abs($0) < 4e9 ? .milliseconds(Int64($0 * 1000)) : nil }
        }
        read = {
            (reader: inout JSONReader, rows: inout [Callback]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var ranks = FieldRanks()
            var serviceSIP: EntityID?
            var callback = Callback(id: .guid(0, 0))
            try reader.beginObject()
            while let found = try catalogue.callback.next(&reader) {
                switch found.field {
                case .id:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
                case .service:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &callback.service)
                case .serviceSIP:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &serviceSIP)
                case .state:
                    ranks.keep(try reader.text(catalogue), of: found, in: &callback.state)
                case .priority:
                    ranks.keep(try reader.count(), of: found, in: &callback.priority)
                case .due:
                    ranks.keep(
                        try reader.time("DueDate", of: CallbackField.object, catalogue), of: found,
                        in: &callback.due)
                case .leftInQueue:
                    ranks.keep(try seconds(&reader), of: found, in: &callback.leftInQueue)
                case .betweenRetries:
                    ranks.keep(try seconds(&reader), of: found, in: &callback.betweenRetries)
                case .retryType:
                    ranks.keep(try reader.text(catalogue), of: found, in: &callback.retryType)
                case .externalTaskID:
                    ranks.keep(
                        try reader.identifier(catalogue), of: found, in: &callback.externalTaskID)
                case .initiatingSession:
                    ranks.keep(
                        try reader.identifier(catalogue), of: found,
                        in: &callback.initiatingSession)
                case .retryCount:
                    ranks.keep(try reader.count(), of: found, in: &callback.retryCount)
                case .maxRetries:
                    ranks.keep(try reader.count(), of: found, in: &callback.maxRetries)
                }
            }
            guard let id else { return nil }
            callback.id = id
            callback.service = callback.service ?? serviceSIP
            rows.append(callback)
            return id
        }
    }
}

extension RowFormat where Row == String {
    /// Reasons that a user may choose: each an object with a name, or a text alone. A reason is
    /// known by its name.
    init(reasonsIn catalogue: MemberCatalogue) {
        noun = "reason"
        envelope = .any
        read = { (reader: inout JSONReader, rows: inout [String]) throws(JSONError) -> EntityID? in
            guard let name = try reader.text(catalogue) else { return nil }
            rows.append(name)
            return EntityID(name)
        }
    }
}
