/// Why a warehouse cannot be used, in words for whoever runs the program.
public struct WarehouseError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        case missing, notAWarehouse, newerVersion, olderVersion, badTimeZone, badInterval
        /// Its schema is not the one of this program.
        case otherSchema
        /// It holds values that cannot be.
        case impossible
        case alreadyExists, noSpace
    }

    public let code: Code
    public let path: String
    /// What happened and what to do.
    public let description: String

    public init(_ code: Code, path: String, _ description: String) {
        self.code = code
        self.path = path
        self.description = description
    }

    /// There is a file at `path`, and it stays as it is.
    init(alreadyAt path: String) {
        self.init(.alreadyExists, path: path, "\(path) exists already; it was left as it is.")
    }
}
