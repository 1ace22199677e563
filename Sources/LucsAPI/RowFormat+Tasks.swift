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
            }
        }
        task.agent = id ?? sipURI ?? task.agent
    }
}
