import Foundation
import LucsModel
import TestFolders
import TestServers
import Testing

@testable import LucsAPI

@Suite("https")
struct TLSTests {
    /// One that is trusted, and one that nobody knows.
    private static let authorities = Result {
        try (0..<2).map { _ in try TestAuthority(in: TestFolder.make()) }
    }

    private static let list = TestServer.Reply.json(
        #"[{"Id":"00000000-0000-0000-0000-000000000001","FirstName":"U1"}]"#)

    /// A client that trusts one authority, and a server that has its certificate from that one,
    /// or from another.
    private func with(
        _ reply: TestServer.Reply = list, isTrusted: Bool = true,
        _ change: (inout ClientConfiguration) -> Void = { _ in },
        test: (LucsClient) async throws -> Void
    ) async throws {
        let authorities = try Self.authorities.get()
        let server = try TestServer(tls: authorities[isTrusted ? 0 : 1]) { _ in reply }
        var configuration = try ClientConfiguration.testing()
        configuration.servers = [server.url]
        configuration.authorities = authorities[0].certificate
        configuration.retries.maximum = 0
        change(&configuration)
        try await test(try LucsClient(configuration))
        withExtendedLifetime(server) {}
    }

    @Test("A certificate of the company's own authority is trusted once that is named")
    func authority() async throws {
        try await with { client in
            let users = try await client.users()
            #expect(users.rows.map(\.firstName) == ["U1"])
        }
    }

    @Test(
        "A certificate of an unknown authority is not trusted, and the error says what to do")
    func untrusted() async throws {
        try await with(isTrusted: false) { client in
            let error = await failure { try await client.users() }
            #expect(error?.code == .unreachable)
            #expect(error?.description.contains("certificate") == true)
            #expect(error?.description.contains("caFile") == true)
        }
    }

    @Test("A file without certificates is refused before anything is sent")
    func noCertificates() async throws {
        let error = await failure {
            try await with {
                $0.authorities = URL(filePath: "/dev/null")
            } test: { _ in
            }
        }
        #expect(error?.code == .configuration)
    }

    @Test("A certificate for another name is not trusted")
    func otherName() async throws {
        try await with { configuration in
            configuration.servers = configuration.servers.compactMap {
                URL(string: "https://127.0.0.1:\($0.port ?? 0)")
            }
        } test: { client in
            let error = await failure { try await client.users() }
            #expect(error?.code == .unreachable)
            #expect(error?.problem.contains("certificate") == true, "\(error?.problem ?? "")")
        }
    }

    @Test("Silence ends at the deadline for the first byte")
    func silence() async throws {
        try await with(.silence) {
            $0.deadlines.firstByte = .milliseconds(600)
        } test: { client in
            let error = await failure { try await client.users() }
            #expect(error?.problem == "no answer within 600ms")
        }
    }

    @Test("Dripping ends at the deadline for the whole")
    func drip() async throws {
        try await with(.drip) {
            $0.deadlines.whole = .milliseconds(900)
        } test: { client in
            let error = await failure { try await client.users() }
            #expect(error?.problem == "the answer was not complete within 900ms")
        }
    }

    @Test(
        "A challenge does not keep anybody waiting", arguments: ["Basic realm=\"x\"", "Negotiate"])
    func challenge(scheme: String) async throws {
        let start = ContinuousClock.now
        try await with(.json("", status: 401, headers: ["WWW-Authenticate": scheme])) { client in
            #expect(await failure { try await client.users() }?.code == .refused)
        }
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test("A connection that closes mid-body is a fault, not a list")
    func half() async throws {
        try await with(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n[{")) { client in
            #expect(await failure { try await client.users() }?.isServerFault == true)
        }
    }

    @Test("The key does not follow a redirect to another origin, not even to plain http")
    func redirect() async throws {
        let other = try TestServer { _ in .json("[]") }
        try await with(
            .json(
                "", status: 302,
                headers: ["Location": "http://localhost:\(other.port)/v2.0/users"])
        ) { client in
            #expect(await failure { try await client.users() }?.code == .redirected)
        }
        #expect(other.requests.isEmpty)
    }
}
