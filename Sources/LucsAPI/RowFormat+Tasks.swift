import JSONText
import LucsModel

extension RowFormat where Row == LucsTask {
    init(_ catalogue: MemberCatalogue) {
        noun = "task"
        envelope = .tasks
        read = {
            (reader: inout JSONReader, rows: inout [LucsTask]) throws(JSONError) -> EntityID? in
            var id: EntityID?
            var ranks = FieldRanks()
            var task = LucsTask(id: .guid(0, 0))
            try reader.beginObject()
            while let found = try catalogue.task.next(&reader) {
                switch found.field {
                case .id:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
                case .type:
                    ranks.keep(try reader.text(catalogue), of: found, in: &task.type)
                case .state:
                    ranks.keep(try reader.text(catalogue), of: found, in: &task.state)
                case .customerIdentifier:
                    ranks.keep(try reader.text(catalogue), of: found, in: &task.customerIdentifier)
                case .created:
                    ranks.keep(
                        try reader.time("Created", of: TaskField.object, catalogue), of: found,
                        in: &task.created)
                case .queueStarted:
                    ranks.keep(
                        try reader.time("QueueStarted", of: TaskField.object, catalogue), of: found,
                        in: &task.queueStarted)
                case .connected:
                    ranks.keep(
                        try reader.time("Connected", of: TaskField.object, catalogue), of: found,
                        in: &task.connected)
                case .initialModality:
                    ranks.keep(try reader.text(catalogue), of: found, in: &task.initialModality)
                case .origin:
                    ranks.keep(try reader.text(catalogue), of: found, in: &task.origin)
                case .agent: try Self.readAgent(&reader, catalogue, into: &task)
                case .externalID:
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &task.externalID)
                case .customOrigin:
                    ranks.keep(try reader.text(catalogue), of: found, in: &task.customOrigin)
                case .context: task.context += try Self.readContext(&reader, catalogue)
                }
            }
            guard let id else { return nil }
            task.id = id
            rows.append(task)
            return id
        }
    }

    private static func readAgent(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue, into task: inout LucsTask
    ) throws(JSONError) {
        guard try reader.kind() == .object else {
            task.agent = try reader.identifier(catalogue)
            return
        }
        var id: EntityID?
        var sipURI: EntityID?
        var ranks = FieldRanks()
        try reader.beginObject()
        while let found = try catalogue.agent.next(&reader) {
            switch found.field {
            case .id: ranks.keep(try reader.identifier(catalogue), of: found, in: &id)
            case .sipURI:
                // Where there is a proper identifier, this one is not needed.
                if id == nil {
                    ranks.keep(try reader.identifier(catalogue), of: found, in: &sipURI)
                } else {
                    try reader.skipValue()
                }
            case .profile:
                ranks.keep(try reader.text(catalogue), of: found, in: &task.agentProfile)
            case .level:
                ranks.keep(try reader.count(), of: found, in: &task.responsibleSinceLevel)
            case .algorithm:
                ranks.keep(try reader.text(catalogue), of: found, in: &task.selectionAlgorithm)
            }
        }
        task.agent = id ?? sipURI ?? task.agent
    }

    /// Reads the parameters that the configuration names; the first of each name counts. No other
    /// one is kept.
    private static func readContext(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue
    ) throws(JSONError) -> [ContextParameter] {
        let names = catalogue.contextParameters
        guard !names.isEmpty, try reader.kind() == .array else {
            try reader.skipValue()
            return []
        }
        var found: [ContextParameter] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.kind() == .object else {
                try reader.skipValue()
                continue
            }
            let (name, value) = try readParameter(&reader, catalogue)
            guard let name = name.flatMap({ names[$0.lowercased()] }), let value,
                !found.contains(where: { $0.name == name })
            else { continue }
            found.append(ContextParameter(name: name, value: value))
        }
        return found
    }

    private static func readParameter(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue
    ) throws(JSONError) -> (name: String?, value: String?) {
        var name: String?
        var value: String?
        var ranks = FieldRanks()
        try reader.beginObject()
        while let found = try catalogue.context.next(&reader) {
            switch found.field {
            case .name: ranks.keep(try reader.text(catalogue), of: found, in: &name)
            case .value: ranks.keep(try reader.text(catalogue), of: found, in: &value)
            }
        }
        return (name, value)
    }
}
