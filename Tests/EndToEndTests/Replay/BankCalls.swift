import CivilTime
import Foundation
import LucsSimulator
import Testing

/// The recorded calls of January 1999 at the Technion's "Anonymous Bank", where they are at hand:
/// beside the project, in `../shared/data`. They are no part of it.
enum BankCalls {
    private static let folder = URL(filePath: #filePath)  // Tests/EndToEndTests/Replay/…
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data")
    static let file = folder.appending(path: "anonymousbank_1999_01.csv")
    static let dailyFile = folder.appending(path: "anonymousbank_1999_01_daily.csv")

    static let areThere =
        FileManager.default.isReadableFile(atPath: file.path)
        && FileManager.default.isReadableFile(atPath: dailyFile.path)

    /// Read once for all tests.
    static let recording = Result { try Recording(csv: Array(Data(contentsOf: file))) }

    /// The dates that the file has calls of; the 11th and 12th are missing in it.
    static let days: [CivilDate] =
        areThere ? dailyRows.compactMap { CivilDate($0["date"] ?? "") } : []

    static let rows = table(file)
    static let dailyRows = table(dailyFile)

    /// Rows by the names of the columns. These files quote nothing.
    private static func table(_ file: URL) -> [[String: String]] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { fields in
            Dictionary(
                zip(header, fields).map { (String($0), String($1)) },
                uniquingKeysWith: { first, _ in first })
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Says that a test was skipped where the recorded calls are not at hand.
    static var needsBankCalls: Self {
        .enabled(
            if: BankCalls.areThere,
            "the Anonymous Bank's calls are not in ../shared/data: nothing to compare with")
    }
}
