extension JSONReader {
    public mutating func bool() throws(JSONError) -> Bool {
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "f") else {
            throw error("true or false")
        }
        try literal("false")
        return false
    }

    public mutating func null() throws(JSONError) {
        skipSpace()
        try literal("null")
    }

    /// Reads a number as a whole one; `nil` where it has a fraction that is not 0, or is beyond
    /// 64 bits.
    public mutating func integer() throws(JSONError) -> Int64? {
        let number = try scanNumber()
        if number.isWhole {
            var value: Int64 = 0
            for byte in bytes[number.digits..<number.end] {
                let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
                // Downwards, since the smallest number has no positive twin.
                let (sum, tooLow) = product.subtractingReportingOverflow(Int64(byte) - 48)
                if tooBig || tooLow { return nil }
                value = sum
            }
            if number.digits > number.start { return value }
            return value == .min ? nil : -value
        }
        return Int64(exactly: try double(of: number))
    }

    /// Reads a number.
    ///
    /// - Throws: ``JSONError`` also where it is beyond the range of a `Double`.
    public mutating func double() throws(JSONError) -> Double {
        try double(of: scanNumber())
    }

    /// Reads a number and tells how it was written.
    public mutating func numberText() throws(JSONError) -> String {
        let number = try scanNumber()
        return String(decoding: bytes[number.start..<number.end], as: UTF8.self)
    }

    struct ScannedNumber {
        var start: Int
        var digits: Int
        var end: Int
        var isWhole: Bool
    }

    private func double(of number: ScannedNumber) throws(JSONError) -> Double {
        let text = String(decoding: bytes[number.start..<number.end], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw JSONError(
                offset: number.start, expected: "a number within ±1.8e308", found: "a larger one")
        }
        return value
    }

    mutating func scanNumber() throws(JSONError) -> ScannedNumber {
        skipSpace()
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let digits = position
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
        } else {
            try scanDigits("a number")
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try scanDigits("a digit")
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try scanDigits("a digit")
        }
        return ScannedNumber(start: start, digits: digits, end: position, isWhole: isWhole)
    }

    private mutating func scanDigits(_ expected: StaticString) throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
            position += 1
        }
        if position == start { throw error(expected) }
    }

    mutating func literal(_ word: StaticString) throws(JSONError) {
        let matches = word.withUTF8Buffer { letters in
            guard position + letters.count <= bytes.count else { return false }
            for index in 0..<letters.count where bytes[position + index] != letters[index] {
                return false
            }
            return true
        }
        guard matches else { throw error(word) }
        position += word.utf8CodeUnitCount
    }
}
