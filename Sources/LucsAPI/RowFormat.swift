import JSONText
import LucsModel

/// How one kind of row stands in a JSON text.
struct RowFormat<Row: Sendable>: Sendable {
    /// What the rows are called in messages.
    let plural: String
    /// Reads one object to the end of the rows, and tells what makes two rows the same one: the
    /// identifier. `nil`, and no row, when it has none.
    let read: @Sendable (inout JSONReader, inout [Row]) throws(JSONError) -> EntityID?
}

extension RowFormat where Row == OrganizationUnit {
    init(_ catalogue: MemberCatalogue) {
        plural = "organization units"
        read = {
            (reader: inout JSONReader, rows: inout [OrganizationUnit]) throws(JSONError)
                -> EntityID? in
            var id: EntityID?
            var unit = OrganizationUnit(id: .guid(0, 0))
            try reader.beginObject()
            while let field = try catalogue.organizationUnit.next(&reader) {
                switch field {
                case .id: id = try reader.identifier(catalogue)
                case .parentID: unit.parentID = try reader.identifier(catalogue)
                case .name: unit.name = try reader.text(catalogue)
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
        plural = "duty profiles"
        read = {
            (reader: inout JSONReader, rows: inout [DutyProfile]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var profile = DutyProfile(id: .guid(0, 0))
            try reader.beginObject()
            while let field = try catalogue.profile.next(&reader) {
                switch field {
                case .id: id = try reader.identifier(catalogue)
                case .name: profile.name = try reader.text(catalogue)
                case .offDuty: profile.isOffDuty = try reader.flag()
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
        plural = "services"
        read = { (reader: inout JSONReader, rows: inout [Service]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var service = Service(id: .guid(0, 0))
            try reader.beginObject()
            while let field = try catalogue.service.next(&reader) {
                switch field {
                case .id: id = try reader.identifier(catalogue)
                case .name: service.name = try reader.text(catalogue)
                case .sipURI: service.sipURI = try reader.text(catalogue)
                case .organizationUnitID:
                    service.organizationUnitID = try reader.identifier(catalogue)
                case .organizationUnitName:
                    service.organizationUnitName = try reader.text(catalogue)
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
        plural = "callbacks"
        read = {
            (reader: inout JSONReader, rows: inout [Callback]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var serviceSIP: EntityID?
            var callback = Callback(id: .guid(0, 0))
            try reader.beginObject()
            while let field = try catalogue.callback.next(&reader) {
                switch field {
                case .id: id = try reader.identifier(catalogue)
                case .service: callback.service = try reader.identifier(catalogue)
                case .serviceSIP: serviceSIP = try reader.identifier(catalogue)
                case .state: callback.state = try reader.text(catalogue)
                case .priority: callback.priority = try reader.count()
                case .due:
                    callback.due = try reader.time("DueDate", of: CallbackField.object)
                case .leftInQueue:
                    // The field counts seconds; beyond a century it is noise.
                    callback.leftInQueue = try reader.number().flatMap {
                        abs($0) < 4e9 ? .milliseconds(Int64($0 * 1000)) : nil
                    }
                case .retryCount: callback.retryCount = try reader.count()
                case .maxRetries: callback.maxRetries = try reader.count()
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
