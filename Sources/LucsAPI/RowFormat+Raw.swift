import JSONText
import LucsModel

/// One element of a list as the server wrote it.
struct RawElement: Sendable {
    let json: [UInt8]
}

extension RowFormat where Row == RawElement {
    /// Elements of any kind. Those without an identifier are the same when they are written the
    /// same.
    static let raw = RowFormat(
        noun: "element", envelope: .any,
        read: {
            (reader: inout JSONReader, rows: inout [RawElement]) throws(JSONError) -> EntityID? in
            let json = try reader.copyOfValue()
            var id: EntityID?
            json.withUnsafeBufferPointer { bytes in
                var reader = JSONReader(bytes)
                // The value was read once, so that nothing can be wrong with it now.
                id = try? Self.identifier(&reader)
            }
            let known = id ?? .text(String(decoding: json, as: UTF8.self))
            rows.append(RawElement(json: json))
            return known
        })

    private static let names = MemberNames(object: "element", names: [["Id"]])

    private static func identifier(_ reader: inout JSONReader) throws(JSONError) -> EntityID? {
        guard try reader.kind() == .object else { return nil }
        try reader.beginObject()
        while try reader.nextMember(names) != nil {
            guard try reader.kind() == .string else {
                try reader.skipValue()
                continue
            }
            return try reader.withStringBytes { EntityID(bytes: $0) }
        }
        return nil
    }
}
