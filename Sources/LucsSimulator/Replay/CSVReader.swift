/// Reads records of comma-separated values after RFC 4180: fields may be quoted, a quote inside
/// quotes is doubled, and quoted fields may hold commas and line ends. Lines end in CR LF or LF;
/// empty ones are passed over, and so is a byte order mark.
struct CSVReader {
    struct Record {
        /// The number of the line that the record begins on, from 1.
        let line: Int
        let fields: [String]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed: UInt8 = 10
    private static let carriageReturn: UInt8 = 13

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next record; `nil` at the end.
    mutating func next() throws(ReplayError) -> Record? {
        while position < bytes.count {
            let first = line
            var fields: [String] = []
            repeat { fields.append(try field()) } while skip(Self.comma)
            endLine()
            if fields != [""] { return Record(line: first, fields: fields) }
        }
        return nil
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private var isAtLineEnd: Bool {
        guard position < bytes.count else { return true }
        if bytes[position] == Self.lineFeed { return true }
        return bytes[position] == Self.carriageReturn
            && (position + 1 == bytes.count || bytes[position + 1] == Self.lineFeed)
    }

    private mutating func endLine() {
        _ = skip(Self.carriageReturn)
        if skip(Self.lineFeed) { line += 1 }
    }

    private mutating func field() throws(ReplayError) -> String {
        if skip(Self.quote) { return try quoted() }
        let start = position
        while position < bytes.count, bytes[position] != Self.comma, !isAtLineEnd {
            guard bytes[position] != Self.quote else {
                throw ReplayError(
                    line: line, "a quote inside a field; quote the whole field, and double it.")
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The rest of a field whose first quote is read.
    private mutating func quoted() throws(ReplayError) -> String {
        let first = line
        var value: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.quote, !skip(Self.quote) {
                guard isAtLineEnd || bytes[position] == Self.comma else {
                    throw ReplayError(line: line, "text after the closing quote of a field.")
                }
                return String(decoding: value, as: UTF8.self)
            }
            if byte == Self.lineFeed { line += 1 }
            value.append(byte)
        }
        throw ReplayError(line: first, "a quote that is never closed.")
    }
}
