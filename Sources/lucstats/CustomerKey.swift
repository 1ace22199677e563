import Files
import Foundation
import Warehouse

extension Configuration {
    func checkCustomerIdentifiers() throws {
        guard ["none", "masked", "whole", nil].contains(customerIdentifiers) else {
            throw Failure(
                .configuration,
                "customerIdentifiers is none, masked or whole, not \(customerIdentifiers ?? "").")
        }
    }

    /// What is to be kept of customers' identifiers; the key for their pseudonyms is made when
    /// there is none.
    func customers(warehouse: String) throws -> CustomerIdentifiers {
        switch customerIdentifiers {
        case "whole": .whole
        case "masked": .masked(key: try CustomerKey.read(warehouse: warehouse))
        default: .dropped
        }
    }
}

/// The key for customers' pseudonyms. It lies outside the warehouse, so that copies of the
/// warehouse do not carry it; who deletes it makes the pseudonyms impossible to trace.
enum CustomerKey {
    /// The key, if there is one; none is made.
    static func existing(warehouse: String) throws -> [UInt8]? {
        let environment = ProcessInfo.processInfo.environment
        let isThere =
            environment["LUCSTATS_CUSTOMER_KEY_FILE"] != nil
            || environment["CREDENTIALS_DIRECTORY"].map {
                FileManager.default.fileExists(atPath: $0 + "/customer_key")
            } == true || FileManager.default.fileExists(atPath: warehouse + ".customer-key")
        return isThere ? try read(warehouse: warehouse) : nil
    }

    static func read(warehouse: String) throws -> [UInt8] {
        let environment = ProcessInfo.processInfo.environment
        let own = environment["LUCSTATS_CUSTOMER_KEY_FILE"]
        let given =
            own
            ?? environment["CREDENTIALS_DIRECTORY"].map { $0 + "/customer_key" }.flatMap {
                FileManager.default.fileExists(atPath: $0) ? $0 : nil
            }
        let path = given ?? warehouse + ".customer-key"
        if given == nil, !FileManager.default.fileExists(atPath: path) { try make(path) }
        // systemd decides who may read its credentials.
        if own != nil || given == nil { try SecretFile.check(path, kind: "customer key") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .configuration,
                "The customer key \(path) cannot be read. Check the path and the permissions.")
        }
        let key = Array(data).filter { !" \n\r\t".utf8.contains($0) }
        guard key.count >= 16 else {
            throw Failure(
                .configuration,
                "The customer key \(path) is shorter than 16 characters. Put a long random text "
                    + "into it, such as openssl rand -hex 32 prints.")
        }
        return key
    }

    private static func make(_ path: String) throws(FileError) {
        var random = SystemRandomNumberGenerator()
        let text = (0..<4).map { _ in
            let digits = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        do throws(FileError) {
            try DraftFile.write(
                Array((text.joined() + "\n").utf8), to: path, permissions: .secret, .ifFree)
        } catch {
            // The key of another run that was faster is as good.
            guard error.code != .alreadyThere else { return }
            throw error
        }
    }
}
