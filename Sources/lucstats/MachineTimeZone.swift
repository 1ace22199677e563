import CivilTime
import Foundation

/// The time zone of this machine, as a new warehouse takes it.
enum MachineTimeZone {
    /// The zone that `TZ` names, else the system's.
    ///
    /// `TZ` has more forms than names of zones, and the C library takes what it does not understand
    /// for UTC: a history that is stored in the wrong zone cannot be mended, so this refuses them.
    ///
    /// - Throws: ``Failure`` (configuration).
    static func identifier(
        _ variable: String? = ProcessInfo.processInfo.environment["TZ"]
    ) throws -> String {
        guard let variable, !variable.isEmpty else { return TimeZone.current.identifier }
        // A colon may precede the name or the path of a file.
        var name = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
        for folder in ["/usr/share/zoneinfo/", "/usr/lib/zoneinfo/"] where name.hasPrefix(folder) {
            name = String(name.dropFirst(folder.count))
        }
        if name == "localtime" || name == "/etc/localtime" { return TimeZone.current.identifier }
        guard isName(name), LocalCalendar(identifier: name) != nil else {
            throw Failure(
                .configuration,
                "The variable TZ=\(variable) does not name a time zone. Set --time-zone or timeZone in "
                    + "the configuration to an IANA name such as Europe/Zurich.")
        }
        return name
    }

    /// Rules such as `UTC+2`, of which people and programs differ about the sign, are no names.
    private static func isName(_ text: String) -> Bool {
        ["UTC", "GMT"].contains(text) || TimeZone.knownTimeZoneIdentifiers.contains(text)
            || !text.contains("..") && !text.hasPrefix("/")
                && FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\(text)")
    }
}
