extension JSONReader {
    /// Reads one value of any kind and forgets it. Its grammar is checked but for the letters
    /// after backslashes. Uses no stack however deep the value nests.
    public mutating func skipValue() throws(JSONError) {
        skipSpace()
        // By far the most values are strings.
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            _ = try scanString("a string")
            return
        }
        let outer = depth
        // One bit a level, set for an object; `greatestDepth` of them fit.
        var isObject: UInt64 = 0
        values: while true {
            skipSpace()
            guard position < bytes.count else { throw error("a value") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                _ = try scanString("a string")
            case UInt8(ascii: "{"):
                try enter()
                position += 1
                isObject = isObject << 1 | 1
                skipSpace()
                if position < bytes.count, bytes[position] == UInt8(ascii: "}") { break }
                _ = try scanName()
                continue values
            case UInt8(ascii: "["):
                try enter()
                position += 1
                isObject <<= 1
                skipSpace()
                if position < bytes.count, bytes[position] == UInt8(ascii: "]") { break }
                continue values
            case UInt8(ascii: "t"): try literal("true")
            case UInt8(ascii: "f"): try literal("false")
            case UInt8(ascii: "n"): try literal("null")
            case UInt8(ascii: "-"), 48...57: _ = try scanNumber()
            default: throw error("a value")
            }
            while depth > outer {
                let inObject = isObject & 1 == 1
                skipSpace()
                guard position < bytes.count else {
                    throw error(inObject ? "a comma or }" : "a comma or ]")
                }
                let byte = bytes[position]
                if byte == UInt8(ascii: ",") {
                    position += 1
                    if inObject { _ = try scanName() }
                    continue values
                }
                guard byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw error(inObject ? "a comma or }" : "a comma or ]")
                }
                position += 1
                depth -= 1
                isObject >>= 1
            }
            return
        }
    }

    /// Reads one value of any kind and copies its bytes as they stand.
    public mutating func copyOfValue() throws(JSONError) -> [UInt8] {
        skipSpace()
        let start = position
        try skipValue()
        return Array(bytes[start..<position])
    }
}
