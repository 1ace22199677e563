/// One value as SQLite stores it.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension Value {
    public init(_ integer: Int64?) { self = integer.map { .integer($0) } ?? .null }
    public init(_ integer: Int?) { self = integer.map { .integer(Int64($0)) } ?? .null }
    public init(_ real: Double?) { self = real.map { .real($0) } ?? .null }
    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    public init(_ bool: Bool?) { self = bool.map { .integer($0 ? 1 : 0) } ?? .null }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
}

extension Double {
    /// The shortest decimal that reads back as the same number; `Infinity` and `-Infinity` where
    /// there is none, as PostgreSQL, DuckDB, ClickHouse, Spark, pandas and polars read them.
    ///
    /// SQLite stores what is not a number as NULL.
    public var plainText: String {
        guard isInfinite else { return description }
        return self > 0 ? "Infinity" : "-Infinity"
    }
}
