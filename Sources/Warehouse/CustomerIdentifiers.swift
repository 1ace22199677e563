import Hashing

/// What is kept of customers' identifiers.
public enum CustomerIdentifiers: Sendable, Equatable {
    case dropped
    /// A pseudonym in place of each identifier: the same customer has always the same one, so
    /// that those who call again are known as such, and nobody without the key can tell whose it
    /// is. Telephone numbers are so few that a hash without a key would soon be undone by trying
    /// them all; hence the key must not lie in the warehouse, nor travel with its copies.
    case masked(key: [UInt8])
    case whole

    /// What is stored of an identifier.
    public func kept(_ customer: String?) -> String? {
        guard let customer, !customer.isEmpty else { return nil }
        switch self {
        case .dropped: return nil
        case .whole: return customer
        case .masked(let key):
            let code = SHA256.authentication(of: Array(Self.canonical(customer).utf8), key: key)
            return "m-"
                + code.prefix(8).hexadecimal
        }
    }

    /// One writing of what may be written in several ways: `tel:+41 44 123 45 67` is
    /// `+41441234567`, and addresses are told apart without regard to case.
    static func canonical(_ customer: String) -> String {
        let lower = customer.lowercased()
        var text = lower[...]
        for scheme in ["tel:", "sip:", "sips:"] where text.hasPrefix(scheme) {
            text = text.dropFirst(scheme.count)
            break
        }
        let number = text.filter { !" -()/.\u{a0}".contains($0) }
        let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
        let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
        return isNumber ? number : String(text)
    }
}
