import CivilTime
import Foundation
import Locking

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What Foundation's session does not let be set of its transfers: whose certificates are trusted
/// for https beside the system's, and how long a connection may take.
///
/// The session rests on libcurl, which has both. Every transfer begins with ``begin()``, which
/// stands in front of libcurl's own function of that name and sets them there. The certificates
/// in the system's folder stay trusted beside those in the file. All of it holds for the whole
/// process.
enum SessionTransfers {
    private struct Settings {
        var authorities: String?
        var connectMilliseconds: Int?
    }

    private static let settings = Locked(Settings())

    /// What was named first stays.
    ///
    /// - Throws: ``APIError`` with code `configuration`.
    static func trust(_ url: URL) throws(APIError) {
        guard let pem = try? Data(contentsOf: url),
            pem.firstRange(of: Data("-----BEGIN CERTIFICATE-----".utf8)) != nil
        else {
            throw APIError(
                .configuration, "\(url.path) holds no certificates",
                advice: "Give a file of certificates in PEM form: caFile.")
        }
        settings.withLock { $0.authorities = $0.authorities ?? url.path }
    }

    /// How long a connection may take, the handshake of TLS included, from now on.
    static func connect(within limit: Duration) {
        let milliseconds = max(1, Int(limit.inSeconds * 1000))
        settings.withLock { $0.connectMilliseconds = milliseconds }
    }

    private typealias Begin = @convention(c) () -> UnsafeMutableRawPointer?
    private typealias SetText =
        @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>) -> Int32
    private typealias SetNumber = @convention(c) (UnsafeMutableRawPointer, Int32, Int) -> Int32
    // Fixed for ever by libcurl's binary interface.
    /// `CURLOPT_CAINFO`
    private static let authorityFile: Int32 = 10_065
    /// `CURLOPT_CONNECTTIMEOUT_MS`
    private static let connectTimeout: Int32 = 156

    fileprivate static func begin() -> UnsafeMutableRawPointer? {
        // RTLD_NEXT: the function that would have been called.
        let next = UnsafeMutableRawPointer(bitPattern: -1)
        guard let begin = dlsym(next, "curl_easy_init") else { return nil }
        guard let handle = unsafeBitCast(begin, to: Begin.self)() else { return nil }
        let settings = settings.withLock { $0 }
        guard let set = dlsym(next, "curl_easy_setopt") else { return nil }
        if let path = settings.authorities,
            unsafeBitCast(set, to: SetText.self)(handle, authorityFile, path) != 0
        {
            return nil
        }
        if let limit = settings.connectMilliseconds {
            _ = unsafeBitCast(set, to: SetNumber.self)(handle, connectTimeout, limit)
        }
        return handle
    }
}

/// Called by Foundation's session only. Public, since a release would hide it from the linker else.
@_cdecl("curl_easy_init")
public func beginTransfer() -> UnsafeMutableRawPointer? { SessionTransfers.begin() }
