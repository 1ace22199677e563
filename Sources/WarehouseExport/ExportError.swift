/// Why an export cannot be made, in words for whoever runs the program.
public struct ExportError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        case badSchema, cannotWrite, inUse, otherWarehouse, parquet
    }

    public let code: Code
    public let description: String

    static func cannotWrite(_ path: String, _ reason: String) -> ExportError {
        ExportError(
            code: .cannotWrite,
            description: "Cannot write \(path): \(reason). Name a folder that can be written "
                + "with --to.")
    }

    static func badSchema(_ name: String) -> ExportError {
        ExportError(
            code: .badSchema,
            description: "--schema \(name) is not a name that every engine takes. Use up to 63 "
                + "lower-case letters, digits and _, a letter first.")
    }

    static func parquet(_ program: String, _ reason: String) -> ExportError {
        ExportError(
            code: .parquet,
            description:
                "\(program) could not write Parquet: \(reason). Export CSV without --format "
                + "parquet, or install DuckDB 1.1 or newer.")
    }

    static func inUse(_ folder: String) -> ExportError {
        ExportError(
            code: .inUse, description: "Another export to \(folder) is under way. Try again later.")
    }

    static func otherWarehouse(_ folder: String, _ what: String) -> ExportError {
        ExportError(
            code: .otherWarehouse,
            description: "\(folder) holds an export of another kind (\(what)). Name another "
                + "folder with --to.")
    }
}
