import CivilTime

/// The reason phrases of the statuses that the server uses.
enum StatusText {
    static func of(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}

/// Dates as RFC 1123 writes them: `Sun, 22 Nov 2026 08:12:51 GMT`.
enum HTTPDateText {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func of(_ instant: Timestamp) -> String {
        let (date, ofDay) = instant.civil(offsetSeconds: 0)
        let (year, month, day) = date.components
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let time =
            "\(two(ofDay / 3_600_000)):\(two(ofDay / 60_000 % 60)):\(two(ofDay / 1000 % 60))"
        return "\(weekdays[date.weekday - 1]), \(two(day)) \(months[month - 1]) \(year) \(time) GMT"
    }
}
