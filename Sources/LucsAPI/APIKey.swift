/// The secret that opens the API. It does not show in descriptions, dumps or logs.
public struct APIKey: Hashable, Sendable {
    let value: String

    /// Takes the key as found in a file or variable; space around it is dropped.
    ///
    /// - Throws: ``APIError`` with code `configuration` where the text cannot be a key: empty, or
    ///   with characters that do not belong into an HTTP header.
    public init(_ text: String) throws(APIError) {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        var bytes = Array(text.utf8)
        while let last = bytes.last, space.contains(last) { bytes.removeLast() }
        let value = bytes.drop { space.contains($0) }
        guard !value.isEmpty else {
            throw APIError(.configuration, "the API key is empty")
        }
        guard value.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw APIError(
                .configuration, "the API key holds a space, a line break or a letter outside ASCII",
                advice: "Give the key alone, as the LUCS administration shows it.")
        }
        self.value = String(decoding: value, as: UTF8.self)
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(key)" }
    public var debugDescription: String { "(key)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
