/// Why an export cannot be made, in words for whoever runs the program.
public struct ExportError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable {
        case badManifest, badSchema, cannotWrite, inUse, otherWarehouse, parquet
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

    static func reservedSchema(_ name: String) -> ExportError {
        ExportError(
            code: .badSchema,
            description:
                "--schema \(name) is a word that an engine reserves for itself. Use another "
                + "one, such as lucs_\(name).")
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

    static func otherWarehouse(
        _ folder: String, _ centre: String?, _ identifier: String
    ) -> ExportError {
        let name = centre.map { "\($0), " } ?? ""
        return ExportError(
            code: .otherWarehouse,
            description:
                "\(folder) holds an export of another warehouse (\(name)\(identifier)). Name "
                + "another folder with --to.")
    }

    /// - Parameter kind: in what it differs, after "an export".
    static func otherExport(_ folder: String, _ kind: String) -> ExportError {
        ExportError(
            code: .otherWarehouse,
            description: "\(folder) holds an export \(kind). Name another folder with --to.")
    }

    static func badManifest(_ path: String, _ reason: String) -> ExportError {
        ExportError(
            code: .badManifest,
            description: "\(path) \(reason), so that it does not say which warehouse the folder "
                + "belongs to. Delete the folder, or name another with --to.")
    }
}
