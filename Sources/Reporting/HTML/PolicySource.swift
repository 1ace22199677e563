internal import Foundation
import Hashing

extension SHA256 {
    /// As a content security policy names it: `sha256-…` in base 64.
    static func policySource(_ text: String) -> String {
        "'sha256-\(Data(digest(Array(text.utf8))).base64EncodedString())'"
    }
}
