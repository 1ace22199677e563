import Foundation
import LucsSimulator

extension Mishap {
    static let secrets: [Mishap] = [
        Mishap(
            .secrets, "there is no key", says: "There is no API key.", code: 78, leaves: "nothing"
        ) {
            try await $0.run("collect", key: nil)
        } check: {
            try $0.passes() == nil
        },
        Mishap(
            .secrets, "others can read the key file",
            says: "is open to others than its owner. Run: chmod 600 key", code: 78,
            leaves: "nothing; the key was not used"
        ) { stage in
            try stage.file("key", Program.key, mode: 0o640)
            return try await stage.run(
                "collect", key: nil, environment: ["LUCSTATS_API_KEY_FILE": "key"])
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .secrets, "the key file is a link to one that only its owner can read", says: "",
            code: 0, leaves: "everything"
        ) { stage in
            try stage.file("key", Program.key)
            try FileManager.default.createSymbolicLink(
                atPath: stage.folder.appending(path: "link").path, withDestinationPath: "key")
            return try await stage.run(
                "collect", key: nil, environment: ["LUCSTATS_API_KEY_FILE": "link"])
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .secrets, "the configuration holds a key", says: "apiKey does not belong here",
            code: 78, leaves: "nothing"
        ) { stage in
            try stage.file("c.json", #"{"apiKey": "kQ7"}"#)
            return try await stage.run("collect", "--config", "c.json")
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .secrets, "others can read the key for customers' pseudonyms",
            says: "The customer key c.key is open to others than its owner", code: 78,
            leaves: "nothing"
        ) { stage in
            try stage.file("c.key", String(repeating: "x", count: 40), mode: 0o644)
            try stage.file("c.json", #"{"customerIdentifiers": "masked"}"#)
            return try await stage.run(
                "collect", "--config", "c.json",
                environment: ["LUCSTATS_CUSTOMER_KEY_FILE": "c.key"])
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .secrets, "the server repeats the key in its error and in a redirect",
            says: "the server points to", code: 1,
            leaves: "everything but the user states; the key nowhere"
        ) { stage in
            stage.centre.misbehave {
                $0.path.lowercased().hasSuffix("usersstates")
                    ? .answer(
                        status: 302, body: Program.key,
                        headers: ["Location": "http://[x/\(Program.key)"]) : nil
            }
            return try await stage.run("collect", "--log-format", "text")
        } check: { stage in
            let stored = stage.bytes() ?? Data()
            return stored.firstRange(of: Data(Program.key.utf8)) == nil
        },
    ]
}
