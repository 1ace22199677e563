public import Foundation

/// A real TLS server (Python's `ssl`) with a certificate of an authority made for the test
/// (`openssl`). Answers by the path: see `script`.
public final class TLSServer: Sendable {
    public let port: Int
    /// The authority's own certificate.
    public let authority: URL
    private let process: Process

    public var url: URL { URL(string: "https://localhost:\(port)") ?? URL(filePath: "/") }

    /// - Parameter folder: where key and certificates are made.
    public init(in folder: URL, behaviour: String) throws {
        authority = folder.appending(path: "ca.pem")
        if !FileManager.default.fileExists(atPath: authority.path) {
            try Self.makeCertificates(in: folder)
        }
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [
            "-c", Self.script, folder.appending(path: "server.pem").path, behaviour,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw CocoaError(.executableLoad)
        }
        self.port = port
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
    }

    private static func makeCertificates(in folder: URL) throws {
        func openssl(_ line: String) throws {
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
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try openssl("req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /CN=Test_authority")
        try openssl("req \(key) -keyout server.key -out server.csr -subj /CN=localhost")
        try Data("subjectAltName=DNS:localhost\n".utf8).write(
            to: folder.appending(path: "names.txt"))
        try openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 "
                + "-extfile names.txt -out server.crt")
        var chain = try Data(contentsOf: folder.appending(path: "server.key"))
        chain += try Data(contentsOf: folder.appending(path: "server.crt"))
        try chain.write(to: folder.appending(path: "server.pem"))
    }

    private static let script = """
        import gzip, http.server, socketserver, ssl, sys, time
        behaviour = sys.argv[2]
        import os, threading
        # Ends with the tests, however they end.
        def watch(parent):
            while os.getppid() == parent: time.sleep(0.5)
            os._exit(0)
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()
        LIST = b'[{"Id":"00000000-0000-0000-0000-000000000001","FirstName":"U1"}]'
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def log_message(self, *arguments): pass
            def answer(self, status, body, headers={}):
                self.send_response(status)
                self.send_header('Content-Length', headers.pop('length', str(len(body))))
                for name, value in headers.items(): self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                if 'api_key' not in self.headers: return self.answer(400, b'{}')
                kind, _, rest = behaviour.partition(' ')
                if kind == 'list': self.answer(200, LIST)
                elif kind == 'silence': time.sleep(60)
                elif kind == 'drip':
                    self.answer(200, b'[', {'length': '100000'})
                    while True:
                        self.wfile.write(b' ')
                        time.sleep(0.02)
                elif kind == 'challenge': self.answer(401, b'', {'WWW-Authenticate': rest})
                elif kind == 'half':
                    self.answer(200, LIST[:20], {'length': str(len(LIST))})
                    self.close_connection = True
                elif kind == 'gzip':
                    self.answer(200, gzip.compress(LIST), {'Content-Encoding': 'gzip'})
                elif kind == 'bomb':
                    self.answer(200, gzip.compress(b' ' * (80 << 20)), {'Content-Encoding': 'gzip'})
                elif kind == 'redirect': self.answer(302, b'', {'Location': rest})
        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            def handle_error(self, *arguments): pass
            # In a thread of its own, so that one handshake does not hold up the next.
            def finish_request(self, request, address):
                super().finish_request(context.wrap_socket(request, server_side=True), address)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        server = Server(('127.0.0.1', 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
