import JSONText

/// The names of the members of an object around a list, for one kind of row.
///
/// A class, so that handing it on to each page counts one reference.
final class ListEnvelope: Sendable {
    /// What a member of the envelope says.
    enum Member: Int, CaseIterable {
        /// The rows, or an object with the rows in it.
        case rows
        case total
        /// A count that may be of this page alone.
        case count
        case nextPage
        /// Whether more rows follow.
        case hasMore
        /// Whether no more rows follow.
        case isLast
        case totalPages
        /// An object with what the server says about paging.
        case paging
        /// Filled where the server reports an error.
        case error
        /// False where the server reports an error.
        case success
        /// An HTTP status or a word for one.
        case status
        /// A code that is there if something went wrong.
        case code
        /// A text, of an error or of anything else.
        case message
        /// Whether all rows are there, or some are missing.
        case complete
        case partial
        /// An array beside the rows that never stands in for them.
        case beside
    }

    let names: MemberNames

    /// - Parameter rows: what the rows of this kind may be called, before the general names.
    init(_ rows: [String]) {
        names = MemberNames(
            object: "envelope",
            names: Member.allCases.map { member in
                member == .rows ? rows + Self.names(of: .rows) : Self.names(of: member)
            })
    }

    static let organizationUnits = ListEnvelope(["OrganizationUnits", "Units"])
    static let dutyProfiles = ListEnvelope(["Profiles", "DutyProfiles"])
    static let services = ListEnvelope(["Services"])
    static let users = ListEnvelope(["Users", "Agents"])
    static let userStates = ListEnvelope(["UserStates", "UsersStates", "States", "Users"])
    static let tasks = ListEnvelope(["Tasks", "ServiceTasks", "TaskList"])
    static let callbacks = ListEnvelope(["Callbacks"])
    /// Of rows of any kind.
    static let any = ListEnvelope([
        "Tasks", "Users", "Services", "OrganizationUnits", "Profiles", "UserStates", "UsersStates",
        "Callbacks",
    ])

    private static func names(of member: Member) -> [String] {
        switch member {
        case .rows:
            [
                "Items", "Data", "Results", "Result", "Value", "Values", "Records", "Rows", "List",
                "Entries", "Elements", "Content", "$values", "d", "Response", "Payload", "Body",
            ]
        case .total:
            [
                "TotalCount", "Total", "TotalItems", "TotalResults", "TotalRecords", "TotalRows",
                "TotalElements", "RecordCount", "@odata.count", "odata.count", "__count",
            ]
        case .count: ["Count"]
        case .nextPage:
            [
                "NextLink", "Next", "NextPageLink", "NextPage", "NextPageUrl", "NextUrl",
                "@odata.nextLink", "odata.nextLink", "__next",
            ]
        case .hasMore:
            [
                "HasMore", "HasNext", "HasNextPage", "HasMorePages", "HasMoreItems",
                "HasMoreResults", "MoreAvailable", "IsTruncated",
            ]
        case .isLast: ["IsLast", "IsLastPage", "LastPage"]
        case .totalPages: ["TotalPages", "PageCount", "PagesCount", "NumberOfPages", "Pages"]
        case .paging:
            [
                "Paging", "Pagination", "PageInfo", "PagingInfo", "PaginationInfo", "Pager",
                "Page", "Meta", "Metadata", "ResultInfo", "ListInfo", "_meta", "Links", "_links",
            ]
        case .error:
            [
                "Error", "Errors", "ErrorCode", "ErrorMessage", "ErrorDescription", "Exception",
                "ExceptionMessage", "ExceptionType", "Fault", "HasError", "HasErrors", "IsError",
                "Failed", "Faulted", "IsFaulted", "HasFailed",
            ]
        case .success: ["Success", "IsSuccess", "IsSuccessful", "Succeeded", "Ok"]
        case .status: ["Status", "StatusCode", "HttpStatus", "HttpStatusCode", "ResponseStatus"]
        case .code: ["Code", "ResultCode", "ReturnCode"]
        case .message: ["Message", "Detail", "Details", "Title", "Reason"]
        case .complete: ["IsComplete", "Complete", "AllRows"]
        case .partial: ["Partial", "IsPartial", "Truncated", "Incomplete", "IsIncomplete"]
        case .beside:
            [
                "Columns", "Fields", "Headers", "Warnings", "Messages", "Notices", "Filters",
                "Sort", "Sorting", "OrderBy", "Actions", "Facets", "Schema", "Parameters",
                "Includes", "Included", "Debug", "Traces",
            ]
        }
    }
}

extension JSONReader {
    /// Reads a value, and returns whether it says anything: neither `null`, nothing, zero nor
    /// false, in an object any of its members.
    mutating func saysSomething() throws(JSONError) -> Bool {
        switch try kind() {
        case .null:
            try skipValue()
            return false
        case .bool: return try bool()
        case .number: return try double() != 0
        case .string:
            let nothing: Set<String> = [
                "", "0", "false", "none", "null", "ok", "success", "noerror", "no error",
            ]
            return try !nothing.contains(string().lowercased())
        case .array:
            var isFilled = false
            try beginArray()
            while try nextElement() {
                isFilled = true
                try skipValue()
            }
            return isFilled
        case .object:
            var isFilled = false
            try beginObject()
            while try nextMember() != nil {
                if try saysSomething() { isFilled = true }
            }
            return isFilled
        }
    }

    /// Reads a code, and returns whether it is one of failure: neither nothing nor a success.
    mutating func reportsCode() throws(JSONError) -> Bool {
        if try kind() == .number {
            let code = try double()
            return code != 0 && !(200..<300).contains(code)
        }
        let before = self
        let word = try string()
        if let code = Int(word) { return code != 0 && !(200..<300).contains(code) }
        self = before
        return try saysSomething()
    }

    /// Reads a status, and returns whether it is one of failure: 400 or more, or a word for it.
    mutating func reportsFailure() throws(JSONError) -> Bool {
        if try kind() == .number { return try double() >= 400 }
        let word = try string()
        if let status = Int(word) { return status >= 400 }
        return word.soundsLikeFailure
    }
}

extension String {
    /// Whether a text that a server sends beside rows is about something that went wrong.
    var soundsLikeFailure: Bool {
        let folded = lowercased()
        return [
            "error", "exception", "fail", "fault", "timeout", "timed out", "unavailable",
            "denied", "unauthorized", "forbidden", "not initialized", "notinitialized", "deadlock",
        ].contains { folded.contains($0) }
    }
}
