internal import CCurl
import Foundation

/// Certificates to trust beside the system's.
struct Authorities: Sendable {
    /// PEM.
    let bytes: [UInt8]

    /// libcurl trusts a folder of certificates and a bundle. The system's folder stays trusted
    /// beside whatever bundle is given; where the system has a bundle alone, it is added here.
    ///
    /// - Throws: ``HTTPError`` with code `configuration`.
    init(_ file: URL) throws(HTTPError) {
        guard let pem = try? Data(contentsOf: file),
            pem.firstRange(of: Data("-----BEGIN CERTIFICATE-----".utf8)) != nil
        else {
            throw HTTPError(
                .configuration, "\(file.path) holds no certificates",
                advice: "Give a file of certificates in PEM form.")
        }
        bytes = Array(pem) + [0x0A] + (Self.systemBundle ?? [])
    }

    private static var systemBundle: [UInt8]? {
        guard Library.isReady, let easy = curl_easy_init() else { return nil }
        defer { curl_easy_cleanup(easy) }
        var folder: UnsafePointer<CChar>?
        var bundle: UnsafePointer<CChar>?
        guard lucstats_curl_get_text(easy, CURLINFO_CAPATH, &folder) == CURLE_OK, folder == nil,
            lucstats_curl_get_text(easy, CURLINFO_CAINFO, &bundle) == CURLE_OK, let bundle
        else { return nil }
        return (try? Data(contentsOf: URL(filePath: String(cString: bundle)))).map(Array.init)
    }
}

/// The library as a whole.
enum Library {
    /// Whether libcurl could be set up, which is tried once.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
