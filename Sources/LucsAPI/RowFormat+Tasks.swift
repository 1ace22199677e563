import JSONText
import LucsModel

extension RowFormat where Row == LucsTask {
    init(_ catalogue: MemberCatalogue) {
        plural = "tasks"
        read = {
            (reader: inout JSONReader, rows: inout [LucsTask]) throws(JSONError) -> EntityID? in
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
        var sipURI: EntityID?
        try reader.beginObject()
        while let field = try catalogue.agent.next(&reader) {
            switch field {
            case .id: task.agent = try reader.identifier(catalogue)
            case .sipURI:
                // Where there is a proper identifier, this one is of no use.
                if task.agent == nil {
                    sipURI = try reader.identifier(catalogue)
                } else {
                    try reader.skipValue()
                }
            }
        }
        task.agent = task.agent ?? sipURI
    }
}
