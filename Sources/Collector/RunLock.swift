import Files
import Foundation
import Locking

/// Makes sure that one process at a time makes a warehouse or collects into it.
///
/// A lock on `<warehouse>.lock`, which the system drops when the process ends.
public final class RunLock: Sendable {
    private let lock: Locked<FileLock?>

    private init(_ lock: FileLock) {
        self.lock = Locked(lock)
    }

    /// - Parameter warehouse: the path of the warehouse's file, without symbolic links, so that all
    ///   who want it meet; it need not exist.
    /// - Throws: ``CollectorError``: `lockHeld`, naming the holder, or `lockFailed`.
    public static func acquire(warehouse: String) throws(CollectorError) -> RunLock {
        let holder = "process \(getpid()) on \(ProcessInfo.processInfo.hostName)"
        do throws(FileError) {
            return RunLock(try FileLock.acquire("\(warehouse).lock", holder: holder))
        } catch {
            guard error.code == .locked else {
                throw CollectorError(
                    .lockFailed, "Cannot open the lock file \(error.path): \(error.reason).")
            }
            let named = error.reason.isEmpty ? "" : " (\(error.reason))"
            throw CollectorError(
                .lockHeld,
                "Another run of lucstats is using this warehouse\(named). Wait for it, or stop it "
                    + "first.")
        }
    }

    /// Lets the next one in. Done by itself when the last reference goes.
    public func release() {
        lock.withLock { $0 = nil }
    }
}
