extension String {
    /// This path as one word of a shell's command line, for messages that name a command to run.
    public var shellWord: String {
        // Not to be taken for an option.
        let path = hasPrefix("-") ? "./\(self)" : self
        let isPlain = path.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789/._-+".unicodeScalars.contains($0)
        }
        return isPlain ? path : "'\(path.replacing("'", with: "'\\''"))'"
    }
}
