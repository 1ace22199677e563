import Foundation

/// Speaks TLS on one side (Python's `ssl`) and passes the bytes on to a plain server.
final class TLSRelay: Sendable {
    let port: UInt16
    private let process: Process

    init(_ authority: TestAuthority, to plainPort: UInt16) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.script, authority.identity.path, "\(plainPort)"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw CocoaError(.executableLoad)
        }
        self.port = port
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
    }

    private static let script = """
        import os, select, socket, ssl, sys, threading, time
        # Ends with the tests, however they end.
        def watch(parent):
            while os.getppid() == parent: time.sleep(0.5)
            os._exit(0)
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        # In one thread: OpenSSL does not take reading and writing at once.
        def relay(accepted):
            try:
                secure = context.wrap_socket(accepted, server_side=True)
                plain = socket.create_connection(('127.0.0.1', int(sys.argv[2])))
            except OSError: return accepted.close()
            for each in (secure, plain): each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ways = {secure: plain, plain: secure}
            try:
                while True:
                    ready = [secure] if secure.pending() else select.select(list(ways), [], [])[0]
                    for source in ready:
                        data = source.recv(16384)
                        if not data: return
                        ways[source].sendall(data)
            except OSError: pass
            finally:
                secure.close(); plain.close()
        listener = socket.create_server(('127.0.0.1', 0), backlog=128)
        print(listener.getsockname()[1], flush=True)
        while True:
            accepted, _ = listener.accept()
            threading.Thread(target=relay, args=(accepted,), daemon=True).start()
        """
}
