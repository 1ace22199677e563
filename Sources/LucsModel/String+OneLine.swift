extension String {
    /// As one line for people, where somebody else wrote it or a part of it: without what would
    /// begin a new line, move a terminal's cursor or turn the text around.
    public var onOneLine: String {
        unicodeScalars.contains { $0.breaksLine && $0 != " " } ? oneLine : self
    }

    /// The same, with single spaces and none around.
    public var oneLine: String {
        unicodeScalars.split(whereSeparator: \.breaksLine).map { String($0) }
            .joined(separator: " ")
    }
}

extension Unicode.Scalar {
    fileprivate var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: properties.isWhitespace
        }
    }
}
