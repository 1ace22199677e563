public import Foundation

/// A certificate authority made for a test (`openssl`), and a certificate of its for `localhost`.
public final class TestAuthority: Sendable {
    /// The authority's own certificate.
    public let certificate: URL
    /// The server's key and certificate.
    let identity: URL

    /// - Parameter folder: where the files are made, unless they are there already.
    public init(in folder: URL) throws {
        certificate = folder.appending(path: "ca.pem")
        identity = folder.appending(path: "server.pem")
        if !FileManager.default.fileExists(atPath: identity.path) { try make(in: folder) }
    }

    private func make(in folder: URL) throws {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        for line in [
            "req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /CN=Test_authority",
            "req \(key) -keyout server.key -out server.csr -subj /CN=localhost",
        ] {
            try Self.openssl(line, in: folder)
        }
        try Data("subjectAltName=DNS:localhost\n".utf8).write(
            to: folder.appending(path: "names.txt"))
        try Self.openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 "
                + "-extfile names.txt -out server.crt", in: folder)
        let parts = try ["server.key", "server.crt"].map {
            try Data(contentsOf: folder.appending(path: $0))
        }
        try Data(parts.joined()).write(to: identity)
    }

    private static func openssl(_ line: String, in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = line.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // Waiting for the end would run this thread's run loop, which tests do not have.
        while process.isRunning { usleep(2000) }
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}
