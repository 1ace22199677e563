import Foundation

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The name of what is being made: it says which process makes it, so that what a killed one left
/// can be told from what another one still writes.
struct DraftName {
    static let marker = ".lucstats-"
    static let ending = ".part"

    /// - Parameter name: what is being made.
    static func new(for name: String) -> String {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        // A name has at most 255 bytes.
        let start = String(decoding: name.utf8.prefix(100), as: UTF8.self)
        return ".\(start)\(marker)\(machine)-\(getpid())-\(random)\(ending)"
    }

    /// The process that made it.
    let process: pid_t
    private let isOfThisMachine: Bool

    /// - Parameter name: may have an ending of SQLite's behind its own.
    init?(_ name: String) {
        var name = name[...]
        for ending in ["-journal", "-wal", "-shm"] where name.hasSuffix(ending) {
            name = name.dropLast(ending.count)
        }
        guard name.hasPrefix("."), name.hasSuffix(Self.ending),
            let start = name.ranges(of: Self.marker).last?.upperBound
        else { return nil }
        let parts = name[start...].dropLast(Self.ending.count).split(separator: "-")
        guard parts.count == 3, let process = pid_t(parts[1]), process > 0 else { return nil }
        self.process = process
        isOfThisMachine = parts[0] == Self.machine
    }

    var isOfThisProcess: Bool { isOfThisMachine && process == getpid() }

    /// Whether nobody writes it any more: its process is gone, or nothing was written for a day.
    func isLeft(writtenAt: Date, now: Date = Date()) -> Bool {
        if isOfThisMachine { return kill(process, 0) != 0 && errno == ESRCH }
        return now.timeIntervalSince(writtenAt) > 86_400
    }

    /// Tells apart the places in which numbers of processes mean the same: the system since it was
    /// started, and a container.
    private static let machine: String = {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))
        let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        let text = (boot ?? ProcessInfo.processInfo.hostName) + (space ?? "")
        let sum = text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        return String(sum, radix: 36)
    }()
}
