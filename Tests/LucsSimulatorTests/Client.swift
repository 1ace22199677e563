import CivilTime
import Foundation
import Glibc

@testable import LucsSimulator

/// A plain client on one connection, to see exactly what the server sends.
final class Client {
    struct Reply {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var json: Any? {
            try? JSONSerialization.jsonObject(with: Data(body), options: [.fragmentsAllowed])
        }

        var object: [String: Any] { json as? [String: Any] ?? [:] }
        var rows: [[String: Any]] { json as? [[String: Any]] ?? [] }
        var items: [[String: Any]] { object["Items"] as? [[String: Any]] ?? [] }
        var errorCode: String? { (object["Error"] as? [String: Any])?["Code"] as? String }
    }

    private let socket: Int32
    private var buffer: [UInt8] = []

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw POSIXError(.ECONNREFUSED) }
        var limit = timeval(tv_sec: 3, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func get(
        _ target: String, key: String? = "simulator", method: String = "GET", body: String = ""
    ) throws -> Reply {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: test\r\n"
        if let key { text += "api_key: \(key)\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        send(text + "\r\n" + body)
        return try reply()
    }

    /// Reads one answer; throws when the connection ends or is silent before it is whole.
    func reply() throws -> Reply {
        while true {
            if let end = headEnd() {
                let lines = String(decoding: buffer[..<end], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    guard parts.count == 2 else { continue }
                    headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
                }
                let length = Int(headers["content-length"] ?? "") ?? 0
                let whole = end + 4 + length
                while buffer.count < whole { try receive() }
                let body = Array(buffer[(end + 4)..<whole])
                buffer.removeFirst(whole)
                let status = Int(lines[0].split(separator: " ")[1]) ?? 0
                return Reply(status: status, headers: headers, body: body)
            }
            try receive()
        }
    }

    private func headEnd() -> Int? {
        Data(buffer).range(of: Data("\r\n\r\n".utf8))?.lowerBound
    }

    private func receive() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { throw POSIXError(count == 0 ? .ECONNRESET : .ETIMEDOUT) }
        buffer.append(contentsOf: chunk[..<count])
    }
}

/// A day, a clock at some time of it, and a server.
struct Stage {
    let scenario: Scenario
    let clock: SimulatedClock
    let simulation: Simulation
    let server: SimulatorServer
    let port: UInt16

    init(
        hour: Double = 10, options: SimulatorOptions = .init(), services: Int = 6, agents: Int = 60
    ) throws {
        scenario = Scenario.day(
            of: CivilDate(dayNumber: 20_780), services: services, agents: agents)
        clock = .stepped(at: scenario.start + .milliseconds(Int64(hour * 3_600_000) + 417))
        simulation = Simulation(scenario: scenario, clock: clock)
        server = SimulatorServer(simulation: simulation, options: options)
        port = try server.start()
    }

    func client() throws -> Client { try Client(port: port) }

    /// Asks on a connection of its own.
    func get(_ target: String, key: String? = "simulator") throws -> Client.Reply {
        try client().get(target, key: key)
    }
}
