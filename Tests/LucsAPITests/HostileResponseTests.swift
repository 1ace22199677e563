import CivilTime
import Foundation
import JSONText
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

/// Answers that no server should give, by the thousand and seeded: whatever they are, reading
/// them ends with rows or an error.
@Suite("Hostile answers")
struct HostileResponseTests {
    private static let samples = [
        #"[{"Id":"0a818ee0-4fad-4b03-a836-408d2c3e5dd3","State":"InQueue","QueueStarted":"2026-11-24T08:00:00.123Z","Connected":"24.06.2019 13:00:56.2732376Z","ReservedUserObject":{"Id":"{0A818EE0-4FAD-4B03-A836-408D2C3E5DD3}","DisplayName":"A\u00fc\ud83d\ude00\"\\"},"ContextParameters":[{"Name":"x","Value":-1.5e+300}]}]"#,
        #"{"Items":[{"UserId":1,"IsSelectable":"true","NotReadyReason":{"Name":"Lunch"},"Roles":[{"OrganizationUnit":"a/b/c"}],"StateChanged":"2026-11-24T08:00:00+01:00"},null,[],7],"TotalCount":"3","Next":null}"#,
        #"{"Data":{"Items":[{"Id":"a","OffDuty":1,"LeftInQueueTimeInSeconds":1e308,"DueDate":"","Priority":99999999999999999999}]},"Count":-4}"#,
    ].map { Array($0.utf8) }

    private static let pieces: [[UInt8]] =
        [
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "1e999",
            "-", "0", ".", "99999999999999999999999", "\"Id\":", "\"Items\":[", "T", "Z", "+99:99",
            "0000-00-00", "\u{FEFF}",
        ].map { Array($0.utf8) } + [[0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x1F]]

    private static let mutations = Mutations(of: samples, pieces: pieces)

    private static func readAll(_ bytes: [UInt8], _ catalogue: MemberCatalogue) {
        func read<Row>(_ format: RowFormat<Row>) {
            guard let page = try? PageReader(format: format).read(bytes) else { return }
            #expect(page.rows.count <= page.elements)
            var pages = PageAccumulator(format)
            _ = pages.add(page, observedAt: serverTime, countsRows: true)
            _ = try? pages.listing(shortfall: nil, now: serverTime)
        }
        read(RowFormat<LucsTask>(catalogue))
        read(RowFormat<User>(catalogue))
        read(RowFormat<UserState>(catalogue))
        read(RowFormat<LucsModel.Service>(catalogue))
        read(RowFormat<OrganizationUnit>(catalogue))
        read(RowFormat<DutyProfile>(catalogue))
        read(RowFormat<Callback>(catalogue))
        read(RowFormat<RawElement>.raw)
        if let key = try? APIKey("k") { _ = ErrorBody(bytes, contentType: nil, key: key) }
        _ = ErrorBody.isError(bytes)
        _ = ServerContract(bytes, location: "x")
    }

    @Test(
        "Twenty thousand broken lists are read or refused", arguments: 1...4 as ClosedRange<UInt64>)
    func lists(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let catalogue = try MemberCatalogue()
        let rounds = ProcessInfo.processInfo.environment["LUCSTATS_FUZZ_ROUNDS"]
        for round in 0..<max(5000, rounds.flatMap { Int($0) } ?? 0) {
            Self.readAll(Self.mutations.text(round, &generator), catalogue)
        }
    }

    @Test("A hundred thousand broken dates are read or not")
    func dates() {
        var generator = SeededGenerator(seed: 9)
        let samples = [
            "2026-11-24T08:00:00.123Z", "24.06.2019 13:00:56.2732376Z", "2026-11-24T08:00:00+01:00",
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "120",
            "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00", "/Date(1560499971366)/",
        ].map { Array($0.utf8) }
        let dates = Mutations(of: samples, pieces: Self.pieces)
        for round in 0..<100_000 {
            let text = String(decoding: dates.text(round, &generator), as: UTF8.self)
            // Beyond the year 9999 there is no way to write it.
            if let time = Timestamp(lucs: text), time.milliseconds < 253_402_300_800_000 {
                #expect(Timestamp(lucs: time.iso8601) == time, "\(text)")
            }
            if let pause = RetryAfter(text, serverTime: serverTime) {
                #expect(pause.wait >= .zero && pause.wait <= .seconds(3600), "\(text)")
            }
        }
    }
}
