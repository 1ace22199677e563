import Foundation
import HTTP
import TestServers
import Testing

@Suite("Compressed and encoded bodies")
struct EncodingTests {
    private static func compressed(_ expression: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [
            "-c", "import gzip, zlib, sys; sys.stdout.buffer.write(\(expression))",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        return Array(try #require(try output.fileHandleForReading.readToEnd()))
    }

    @Test(
        "gzip and deflate are uncompressed",
        arguments: [
            ("gzip", "gzip.compress(b'[1,2]')"), ("x-gzip", "gzip.compress(b'[1,2]')"),
            ("deflate", "zlib.compress(b'[1,2]')"), ("Deflate", "zlib.compress(b'[1,2]')[2:-4]"),
        ])
    func uncompressed(coding: String, expression: String) async throws {
        let body = try Self.compressed(expression)
        let line = try Line { _ in .response(200, ["Content-Encoding": coding], body) }
        #expect(try await line.text() == "[1,2]")
    }

    @Test("What unfolds beyond the largest body is not taken")
    func bomb() async throws {
        let body = try Self.compressed("gzip.compress(b' ' * (80 << 20))")
        let line = try Line { _ in .response(200, ["Content-Encoding": "gzip"], body) }
        #expect(await line.error()?.code == .tooLarge)
    }

    @Test(
        "What a server names as a compression and is none is ignored, and asked for once more only",
        arguments: ["utf-8", "none", "identity", "", "UTF-8", "iso-8859-1", "identity, utf-8"])
    func notCompressed(coding: String) async throws {
        let line = try Line { _ in
            .response(200, ["Content-Encoding": coding], Array("[1,2]".utf8))
        }
        for _ in 0..<4 { #expect(try await line.text() == "[1,2]") }
        #expect(line.server.requests.count <= 5)
    }

    @Test("A server may begin and cease to compress")
    func changing() async throws {
        let body = try Self.compressed("gzip.compress(b'[1,2]')")
        let line = try Line {
            ($0.number / 3) % 2 == 0
                ? .response(200, ["Content-Encoding": "utf-8"], Array("[1,2]".utf8))
                : .response(200, ["Content-Encoding": "gzip"], body)
        }
        for _ in 0..<9 { #expect(try await line.text() == "[1,2]") }
    }

    @Test(
        "Other compressions are an error that names them",
        arguments: ["br", "zstd", "compress", "gzip, foo"])
    func unknown(coding: String) async throws {
        let line = try Line { _ in
            .response(200, ["Content-Encoding": coding], Array("[1,2]".utf8))
        }
        let error = await line.error()
        #expect(error?.code == .unreadable)
        #expect(error?.problem.contains("(\(coding))") == true)
    }

    @Test("A body that is not what its compression says is an error; a refusal stays a refusal")
    func damaged() async throws {
        let line = try Line {
            .response(
                $0.path == "/refused" ? 401 : 200, ["Content-Encoding": "gzip"],
                Array("not compressed".utf8))
        }
        #expect(await line.error()?.code == .unreadable)
        let refused = HTTPRequest("\(line.server.url)/refused")
        #expect(try await line.client.response(to: refused).status == 401)
    }

    @Test(
        "Text in the encodings that servers use becomes UTF-8",
        arguments: [
            ("iso-8859-1", [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72], "Müller"),
            ("\"ISO-8859-1\"", [0xE9], "é"), ("latin1", [0xFF], "ÿ"),
            ("windows-1252", [0x80, 0x93, 0x78, 0x94], "€“x”"), ("us-ascii", [0x41], "A"),
            ("utf-16", [0xFF, 0xFE, 0xFC, 0x00, 0x3D, 0xD8, 0x00, 0xDE], "ü😀"),
            ("utf-16", [0xFE, 0xFF, 0x00, 0xFC], "ü"), ("utf-16le", [0xFC, 0x00], "ü"),
            ("UTF-16BE", [0x00, 0xFC], "ü"), ("utf-8", [0xC3, 0xBC], "ü"),
            ("utf-16le", [0x41, 0x00, 0x00, 0xD8], "A\u{FFFD}"),
        ] as [(String, [UInt8], String)])
    func charsets(name: String, bytes: [UInt8], text: String) async throws {
        let line = try Line { _ in
            .response(200, ["Content-Type": "application/json; x=1; Charset=\(name)"], bytes)
        }
        #expect(try await line.text() == text)
    }

    @Test("Bytes are left alone where no encoding is named, or UTF-8 is")
    func untouched() async throws {
        for type in ["application/json", "application/json; charset=utf-8", "x;charset="] {
            let line = try Line { _ in .response(200, ["Content-Type": type], [0xFF, 0x41, 0xC3]) }
            #expect(try await line.response().body == [0xFF, 0x41, 0xC3])
        }
    }

    @Test("Another encoding is an error that names it, unless the status is one already")
    func unknownCharset() async throws {
        let line = try Line {
            .response(
                $0.path == "/refused" ? 502 : 200, ["Content-Type": "text/html; charset=big5"],
                [0xA4, 0xA4])
        }
        let error = await line.error()
        #expect(error?.code == .unreadable)
        #expect(error?.problem.contains("big5") == true)
        let refused = HTTPRequest("\(line.server.url)/refused")
        #expect(try await line.client.response(to: refused).status == 502)
    }
}
