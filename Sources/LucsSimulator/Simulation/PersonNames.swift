import Statistics

/// Names of made-up people, as a Swiss office would show them.
enum PersonNames {
    static let first = [
        "Aline", "Andrin", "Anja", "Beatrice", "Bruno", "Carla", "Cédric", "Chiara", "Daniel",
        "Deniz", "Elena", "Elif", "Fabio", "Fatima", "Florian", "Giulia", "Hana", "Hugo", "Ivana",
        "Jana", "Jérôme", "Jonas", "Kavitha", "Kofi", "Lara", "Leandro", "Lea", "Luca", "Mai",
        "Manuel", "Marija", "Mehmet", "Mila", "Nadine", "Nils", "Noémie", "Oliver", "Priya",
        "Rahel", "Reto", "Samuel", "Sandra", "Selin", "Simone", "Sofia", "Stefan", "Tamara",
        "Thierry", "Urs", "Valérie", "Vera", "Yannick", "Yusuf", "Zoë",
    ]
    static let last = [
        "Aebischer", "Ammann", "Arslan", "Baumann", "Bernasconi", "Bianchi", "Blaser", "Brunner",
        "Bühler", "Caduff", "Costa", "Darbellay", "Dubois", "Egli", "Eberle", "Favre", "Fischer",
        "Frei", "Gashi", "Gerber", "Giger", "Graf", "Hofer", "Huber", "Hürlimann", "Imhof",
        "Jankovic", "Jost", "Kälin", "Keller", "Krasniqi", "Kumar", "Lehmann", "Lüthi", "Marti",
        "Meier", "Moser", "Müller", "Nguyen", "Oberholzer", "Okafor", "Pereira", "Perrin",
        "Rossi", "Roth", "Schmid", "Sivakumar", "Stalder", "Steiner", "Tobler", "Vogt", "Weber",
        "Widmer", "Yilmaz", "Zaugg", "Zürcher",
    ]

    static func pick(_ random: inout SeededRandom) -> (first: String, last: String) {
        (first[random.index(below: first.count)], last[random.index(below: last.count)])
    }

    /// `jerome.buehler`
    static func address(_ first: String, _ last: String) -> String {
        let plain: [Character: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "é": "e", "è": "e", "ô": "o", "ë": "e",
        ]
        return "\(first).\(last)".lowercased().map { plain[$0] ?? String($0) }.joined()
    }
}
