import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Addresses of servers, and the encoding of what they send")
struct AddressTests {
    private func error(_ address: String) throws -> APIError? {
        var configuration = try ClientConfiguration.testing()
        configuration.servers = [try #require(URL(string: address))]
        do throws(APIError) {
            _ = try LucsClient(configuration)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A port beyond 65535, or 0, is refused: it must not wrap into another one",
        arguments: ["84487", "65536", "0", "4294967296"])
    func ports(port: String) throws {
        let error = try error("http://lucs1:\(port)/lucs")
        #expect(error?.code == .configuration)
        #expect(error?.problem == "http://lucs1:\(port) has an invalid port")
    }

    @Test(
        "Nothing but scheme, host, port and path belongs into an address, and no secret is repeated",
        arguments: [
            "http://name:secret@lucs1:4444", "http://name@lucs1:4444",
            "http://lucs1:4444?key=secret",
            "http://lucs1:4444/#secret",
        ])
    func parts(address: String) throws {
        let error = try error(address)
        #expect(
            error?.description
                == "http://lucs1:4444 must contain only scheme, host, port and path. "
                + "Remove user, password, query and fragment.")
    }

    @Test("Other kinds of addresses are refused", arguments: ["ftp://lucs1", "lucs1", "http:///x"])
    func kinds(address: String) throws {
        #expect(try error(address)?.code == .configuration)
    }

    @Test(
        "Good addresses are taken",
        arguments: [
            "http://lucs1", "https://lucs1:65535/", "http://[::1]:4444/lucs", "HTTP://LUCS1:1",
        ])
    func good(address: String) throws {
        #expect(try error(address) == nil)
    }

    @Test("Names in ISO 8859-1 arrive as they are written")
    func latin1() async throws {
        let body = Array(#"[{"Id":"1","FirstName":"M"#.utf8) + [0xFC] + Array(#"ller"}]"#.utf8)
        let server = try TestServer { _ in
            .response(200, ["Content-Type": "application/json; charset=iso-8859-1"], body)
        }
        let client = try LucsClient(.testing(server))
        #expect(try await client.users().rows.map(\.firstName) == ["Müller"])
    }

    @Test(
        "A list that is not UTF-8 and names no other charset is refused, and the reason named",
        arguments: ["application/json", "application/json; charset=utf-8"])
    func noCharset(type: String) async throws {
        let body = Array(#"[{"Id":"1","FirstName":"M"#.utf8) + [0xFC] + Array(#"ller"}]"#.utf8)
        let server = try TestServer { _ in .response(200, ["Content-Type": type], body) }
        let client = try LucsClient(.testing(server))
        let error = await failure { try await client.users() }
        #expect(error?.code == .badData)
        #expect(
            error?.problem
                == "the response has bytes that are not UTF-8 (the first is number 26), and "
                + "names no other charset")
        #expect(error?.advice?.contains("name the charset in Content-Type") == true)
    }

    @Test("An identifier that is not UTF-8 is refused as well, and what is not used does no harm")
    func identifierWithoutCharset() async throws {
        for (start, isRead) in [(#"[{"Id":"M"#, false), (#"[{"Id":"1","Extra":"M"#, true)] {
            let body = Array(start.utf8) + [0xFC] + Array(#"ller"}]"#.utf8)
            let server = try TestServer { _ in
                .response(200, ["Content-Type": "application/json"], body)
            }
            let client = try LucsClient(.testing(server))
            let listing = try? await client.users()
            #expect((listing?.rows.count == 1) == isRead)
        }
    }

    @Test("So is a single task, of which nothing is guessed")
    func taskWithoutCharset() async throws {
        let body = Array(#"{"Id":"1","State":"M"#.utf8) + [0xFC] + Array(#"ller"}"#.utf8)
        let server = try TestServer { _ in
            .response(200, ["Content-Type": "application/json"], body)
        }
        let client = try LucsClient(.testing(server))
        let error = await failure { try await client.task(id: .text("1")) }
        #expect(error?.problem.hasPrefix("the response has bytes that are not UTF-8") == true)
    }

    @Test("A list in an encoding that is not supported is an error that names it")
    func otherEncoding() async throws {
        let server = try TestServer { _ in
            .response(200, ["Content-Type": "application/json; charset=shift_jis"], [0x5B, 0x5D])
        }
        let client = try LucsClient(.testing(server))
        let error = await failure { try await client.users() }
        #expect(error?.code == .unreadable)
        #expect(error?.problem.contains("shift_jis") == true)
        #expect(error?.advice == "Let the server, or the proxy in between, send UTF-8.")
    }
}
