public import Foundation

/// Folders for tests, all of them gone when the tests end.
public enum TestFolder {
    private static let root: URL = {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "lucstats-tests-\(UUID())", directoryHint: .isDirectory)
        atexit { try? FileManager.default.removeItem(at: TestFolder.root) }
        return root
    }()

    /// Makes an empty folder.
    public static func make() throws -> URL {
        let folder = root.appending(path: "\(UUID())", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
