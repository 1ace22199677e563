import Foundation
import Locking

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whose certificates are trusted for https beside the system's.
///
/// On Linux Foundation's session has no way to name authorities and asks nobody whether to trust
/// a server. It rests on libcurl, which has one: every transfer begins with ``beginTransfer()``,
/// which stands in front of libcurl's own function of that name and names the file there. The
/// certificates in the system's folder stay trusted beside those in the file.
enum TrustedAuthorities {
    /// For the whole process; what was named first stays.
    private static let file = Locked<String?>(nil)

    /// - Throws: ``APIError`` with code `configuration`.
    static func use(_ url: URL) throws(APIError) {
        guard let pem = try? Data(contentsOf: url),
            pem.firstRange(of: Data("-----BEGIN CERTIFICATE-----".utf8)) != nil
        else {
            throw APIError(
                .configuration, "\(url.path) holds no certificates",
                advice: "Give a file of certificates in PEM form: caFile.")
        }
        file.withLock { $0 = $0 ?? url.path }
    }

    private typealias Begin = @convention(c) () -> UnsafeMutableRawPointer?
    private typealias SetText =
        @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>) -> Int32
    /// `CURLOPT_CAINFO`, fixed for ever by libcurl's binary interface.
    private static let authorityFile: Int32 = 10_065

    fileprivate static func beginTransfer() -> UnsafeMutableRawPointer? {
        // RTLD_NEXT: the function that would have been called.
        let next = UnsafeMutableRawPointer(bitPattern: -1)
        guard let begin = dlsym(next, "curl_easy_init") else { return nil }
        guard let handle = unsafeBitCast(begin, to: Begin.self)() else { return nil }
        guard let path = file.withLock({ $0 }) else { return handle }
        guard let set = dlsym(next, "curl_easy_setopt"),
            unsafeBitCast(set, to: SetText.self)(handle, authorityFile, path) == 0
        else { return nil }
        return handle
    }
}

/// Called by Foundation's session only. Public, since a release would hide it from the linker else.
@_cdecl("curl_easy_init")
public func beginTransfer() -> UnsafeMutableRawPointer? { TrustedAuthorities.beginTransfer() }
