extension BinaryInteger {
    /// The number with what it counts: `1 pass`, `2 passes`.
    ///
    /// - Parameter plural: without it, an s is added to the noun.
    public func counted(_ noun: String, _ plural: String? = nil) -> String {
        "\(self) \(self == 1 ? noun : plural ?? "\(noun)s")"
    }
}
