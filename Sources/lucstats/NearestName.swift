/// The names that a word which is none of them was perhaps meant to be.
enum NearestName {
    /// The number of names that a hint lists at most.
    private static let maximumNames = 3
    /// A longer word or name is not a mistyped one.
    private static let longest = 100

    /// A question such as `Did you mean collect?`, with all names that are equally near.
    ///
    /// - Parameter prefix: what precedes each name where it is typed: `--` of an option.
    /// - Returns: `nil` if no name is near.
    static func question(
        for word: String, among names: [String], prefix: String = ""
    ) -> String? {
        question(for: word, among: names) { prefix + $0 }
    }

    /// The same question, with names as they are typed.
    static func question(
        for word: String, among names: [String], typed: (String) -> String
    ) -> String? {
        let names = nearest(to: word, among: names).map(typed)
        guard let last = names.last else { return nil }
        let first = names.dropLast().joined(separator: ", ")
        return "Did you mean \(first.isEmpty ? last : "\(first) or \(last)")?"
    }

    /// The names that resemble the word most, the closest in length and letters first.
    static func nearest(to word: String, among names: [String]) -> [String] {
        guard let word = TypedWord(word, atMost: longest) else { return [] }
        let found = names.compactMap { name in
            TypedWord(name, atMost: longest).flatMap { word.resemblance(to: $0) }.map { (name, $0) }
        }
        guard let best = found.map(\.1.rank).min() else { return [] }
        // Sorting keeps the order of names that are equally near.
        let nearest = found.filter { $0.1.rank == best }.enumerated().sorted {
            ($0.element.1.distance, $0.offset) < ($1.element.1.distance, $1.offset)
        }
        return nearest.prefix(maximumNames).map(\.element.0)
    }
}

/// A word or a name in small letters, and the parts that its hyphens separate.
private struct TypedWord {
    private let letters: [Character]
    private let parts: [[Character]]

    init?(_ text: String, atMost longest: Int) {
        guard !text.isEmpty, text.utf8.count <= longest else { return nil }
        letters = Array(text.lowercased())
        parts = letters.split { !$0.isLetter && !$0.isNumber }.map(Array.init)
    }

    struct Resemblance {
        /// 0 for the same letters; each slip counts two.
        let rank: Int
        /// The slips between the whole texts.
        let distance: Int
    }

    /// `nil` if the name does not resemble this word.
    ///
    /// A name resembles a word that has few slips, that begins it, or that consists of some of its
    /// parts in any order.
    func resemblance(to name: TypedWord) -> Resemblance? {
        let (whole, beginning) = Self.distances(letters, name.letters)
        var ranks: [Int] = []
        if whole <= (letters.count <= 3 ? 1 : max(2, letters.count / 3)) { ranks.append(2 * whole) }
        if letters.count >= 3, beginning <= letters.count / 4 { ranks.append(2 * beginning + 1) }
        if let parts = distanceOfParts(to: name) { ranks.append(2 * parts + 2) }
        return ranks.min().map { Resemblance(rank: $0, distance: whole) }
    }

    /// The slips in all parts, each compared with the part of the name that is nearest; `nil` if
    /// one is near none.
    private func distanceOfParts(to name: TypedWord) -> Int? {
        guard !parts.isEmpty else { return nil }
        var sum = 0
        for part in parts {
            guard part.count >= 3,
                let nearest = name.parts.map({ Self.distances(part, $0).0 }).min(),
                nearest <= part.count / 4
            else { return nil }
            sum += nearest
        }
        return sum
    }

    /// The letters to insert, delete, replace or swap with their neighbour until `a` is `b`, and
    /// until it is the beginning of `b` that is nearest.
    private static func distances(_ a: [Character], _ b: [Character]) -> (Int, Int) {
        var before: [Int] = []
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var next = [i + 1]
            for (j, y) in b.enumerated() {
                var least = min(row[j] + (x == y ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, x == b[j - 1], y == a[i - 1] {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return (row[b.count], row.min() ?? b.count)
    }
}
