/// What kept a report from being written.
public struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: String, Hashable, Sendable {
        /// A file or folder could not be written.
        case cannotWrite
        /// A report definition is not what it must be.
        case badDefinition
        /// A query's result lacks what the report needs.
        case badData
    }

    /// What kind of failure it is.
    public let code: Code
    /// The file, folder or query that it is about.
    public let path: String
    /// One plain sentence: what happened and what to do.
    public let description: String

    /// `description` is a whole sentence that names `path`.
    public init(code: Code, path: String, description: String) {
        self.code = code
        self.path = path
        self.description = description
    }

    static func cannotWrite(_ path: String, reason: String) -> ReportError {
        ReportError(
            code: .cannotWrite, path: path, description: "Cannot write \(path): \(reason).")
    }

    static func badDefinition(file: String, member: String, _ problem: String) -> ReportError {
        let place = member.isEmpty ? file : "\(file): \(member)"
        return ReportError(code: .badDefinition, path: file, description: "\(place) \(problem).")
    }

    static func badData(query: String, _ problem: String) -> ReportError {
        ReportError(
            code: .badData, path: query, description: "The query \(query) is of no use: \(problem)."
        )
    }
}
