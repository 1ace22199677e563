import CivilTime
import JSONText

extension SimulatedContract {
    /// A member's name as this server writes it.
    subscript(_ name: String) -> String {
        let name = renamed.isEmpty ? name : renamed[name] ?? name
        return switch memberCase {
        case .pascal: name
        case .camel: name.prefix(1).lowercased() + name.dropFirst()
        case .lower: name.lowercased()
        }
    }

    /// An instant as this server writes it.
    func date(_ milliseconds: Int64) -> String {
        let (date, ofDay) = Timestamp(milliseconds: milliseconds).civil(offsetSeconds: 0)
        let (year, month, day) = date.components
        return String(unsafeUninitializedCapacity: 32) { buffer in
            var position = 0
            func digits(_ value: Int, _ width: Int) {
                var value = value
                for place in stride(from: position + width - 1, through: position, by: -1) {
                    buffer[place] = UInt8(48 + value % 10)
                    value /= 10
                }
                position += width
            }
            func sign(_ scalar: Unicode.Scalar) {
                buffer[position] = UInt8(ascii: scalar)
                position += 1
            }
            let isGerman = dates == .german
            digits(isGerman ? day : year, isGerman ? 2 : 4)
            sign(isGerman ? "." : "-")
            digits(month, 2)
            sign(isGerman ? "." : "-")
            digits(isGerman ? year : day, isGerman ? 4 : 2)
            sign(isGerman ? " " : "T")
            digits(ofDay / 3_600_000, 2)
            sign(":")
            digits(ofDay / 60_000 % 60, 2)
            sign(":")
            digits(ofDay / 1000 % 60, 2)
            sign(".")
            digits(ofDay % 1000, 3)
            if isGerman { digits(0, 4) }
            sign("Z")
            return position
        }
    }

    func write(_ name: String, _ value: String?, to json: inout JSONWriter) {
        json.member(self[name], value)
    }

    func write(_ name: String, _ value: Int, to json: inout JSONWriter) {
        json.member(self[name], value)
    }

    func write(_ name: String, _ value: Bool, to json: inout JSONWriter) {
        json.member(self[name], value)
    }

    func write(_ name: String, instant: Int64?, to json: inout JSONWriter) {
        json.member(self[name], instant.map { date($0) })
    }
}
