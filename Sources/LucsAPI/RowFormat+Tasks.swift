import JSONText
import LucsModel

extension RowFormat where Row == LucsTask {
    init(_ catalogue: MemberCatalogue) {
        plural = "tasks"
        identify = { $0.id }
        read = { (reader: inout JSONReader) throws(JSONError) -> LucsTask? in
            var id: EntityID?
            var task = LucsTask(id: .guid(0, 0))
            try reader.beginObject()
            while let field = try catalogue.task.next(&reader) {
                switch field {
                case .id: id = try reader.identifier(catalogue)
                case .type: task.type = try reader.text(catalogue)
                case .state: task.state = try reader.text(catalogue)
                case .customerIdentifier: task.customerIdentifier = try reader.text(catalogue)
                case .created:
                    task.created = try reader.time("Created", of: TaskField.object)
                case .queueStarted:
                    task.queueStarted = try reader.time("QueueStarted", of: TaskField.object)
                case .connected:
                    task.connected = try reader.time("Connected", of: TaskField.object)
                case .initialModality: task.initialModality = try reader.text(catalogue)
                case .origin: task.origin = try reader.text(catalogue)
                case .agent: try Self.readAgent(&reader, catalogue, into: &task)
                }
            }
            guard let id else { return nil }
            task.id = id
            return task
        }
    }

    private static func readAgent(
        _ reader: inout JSONReader, _ catalogue: MemberCatalogue, into task: inout LucsTask
    ) throws(JSONError) {
        guard try reader.kind() == .object else {
            task.agent = try reader.identifier(catalogue)
            return
        }
        var sipURI: EntityID?
        try reader.beginObject()
        while let field = try catalogue.agent.next(&reader) {
            switch field {
            case .id: task.agent = try reader.identifier(catalogue)
            case .sipURI: sipURI = try reader.identifier(catalogue)
            case .displayName: task.agentName = try reader.text(catalogue)
            case .organizationUnitName:
                task.agentOrganizationUnitName = try reader.text(catalogue)
            }
        }
        task.agent = task.agent ?? sipURI
    }
}
