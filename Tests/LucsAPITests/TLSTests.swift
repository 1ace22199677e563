import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

/// All with the same authority to trust: it is the whole process's.
@Suite("https", .serialized)
struct TLSTests {
    private static let folders = ["trusted", "unknown"].map { name in
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "lucstats-tls-\(name)-\(getpid())")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A client that trusts one authority, and a server that has its certificate from that one,
    /// or from another.
    private func with(
        _ behaviour: String, isTrusted: Bool = true,
        _ change: (inout ClientConfiguration) -> Void = { _ in },
        test: (LucsClient) async throws -> Void
    ) async throws {
        let trusted = try TLSServer(in: Self.folders[0], behaviour: behaviour)
        let server =
            isTrusted ? trusted : try TLSServer(in: Self.folders[1], behaviour: behaviour)
        var configuration = try ClientConfiguration.testing()
        configuration.servers = [server.url]
        configuration.authorities = trusted.authority
        configuration.retries.most = 0
        change(&configuration)
        try await test(try LucsClient(configuration))
        withExtendedLifetime((trusted, server)) {}
    }

    @Test("A certificate of the company's own authority is trusted once that is named")
    func authority() async throws {
        try await with("list") { client in
            let users = try await client.users()
            #expect(users.rows.map(\.firstName) == ["U1"])
        }
    }

    @Test(
        "A certificate of an unknown authority is not trusted, and the error says what to do")
    func untrusted() async throws {
        try await with("list", isTrusted: false) { client in
            let error = await failure { try await client.users() }
            #expect(error?.code == .unreachable)
            #expect(error?.description.contains("certificate") == true)
            #expect(error?.description.contains("caFile") == true)
        }
    }

    @Test("A file without certificates is refused before anything is sent")
    func noCertificates() async throws {
        let error = await failure {
            try await with("list") {
                $0.authorities = URL(filePath: "/dev/null")
            } test: { _ in
            }
        }
        #expect(error?.code == .configuration)
    }

    @Test("A certificate for another name is not trusted")
    func otherName() async throws {
        try await with("list") { configuration in
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
        try await with("silence") {
            $0.deadlines.firstByte = .milliseconds(600)
        } test: { client in
            let error = await failure { try await client.users() }
            #expect(error?.problem == "no answer within 600ms")
        }
    }

    @Test("Dripping ends at the deadline for the whole")
    func drip() async throws {
        try await with("drip") {
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
        try await with("challenge \(scheme)") { client in
            #expect(await failure { try await client.users() }?.code == .refused)
        }
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test("A connection that closes mid-body is a fault, not a list")
    func half() async throws {
        try await with("half") { client in
            #expect(await failure { try await client.users() }?.isServerFault == true)
        }
    }

    @Test("Compressed answers are read")
    func compressed() async throws {
        try await with("gzip") { client in
            let users = try await client.users()
            #expect(users.rows.count == 1)
        }
    }

    @Test("Compressed answers stay within the bound when they unfold")
    func bomb() async throws {
        try await with("bomb") { client in
            #expect(await failure { try await client.users() }?.code == .tooLarge)
        }
    }

    @Test("The key does not follow a redirect to another origin, not even to plain http")
    func redirect() async throws {
        let other = try TestServer { _ in .json("[]") }
        try await with("redirect http://localhost:\(other.port)/v2.0/users") { client in
            #expect(await failure { try await client.users() }?.code == .redirected)
        }
        #expect(other.requests.isEmpty)
    }
}
