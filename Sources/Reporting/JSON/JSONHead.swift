internal import Files
internal import Foundation

/// Reads the beginning of a `report.json`, which stands before the long lists: an index over
/// years of reports must not decode them all.
enum JSONHead {
    private static let longest = 1_000_000

    /// The object up to its member `services`, closed; `nil` when the file is not such a report.
    static func read(_ url: URL) -> Data? {
        guard let start = RegularFile.start(of: url.path, longest) else { return nil }
        return cut(Data(start))
    }

    static func cut(_ data: Data) -> Data? {
        var depth = 0
        var isInString = false
        var isEscaped = false
        var lastComma: Int?
        var stringStart = 0
        let services = Array("services".utf8)
        return data.withUnsafeBytes { bytes -> Data? in
            for position in 0..<bytes.count {
                let byte = bytes[position]
                if isInString {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isInString = false
                        let isMember =
                            depth == 1 && bytes[stringStart..<position].elementsEqual(services)
                            && bytes[(position + 1)...].first { $0 > 0x20 } == UInt8(ascii: ":")
                        if isMember, let lastComma {
                            return Data(bytes[..<lastComma]) + [UInt8(ascii: "}")]
                        }
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""):
                    isInString = true
                    stringStart = position + 1
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: ",") where depth == 1: lastComma = position
                default: break
                }
            }
            return nil
        }
    }
}
