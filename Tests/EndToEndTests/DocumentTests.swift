import Foundation
import Testing

/// The documents name files that exist.
@Suite struct DocumentTests {
    private static let project = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    private static let documents: [String] = {
        let folder = project.appending(path: "docs").path
        let pages = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ["README.md", "CONTRIBUTING.md", "queries/README.md", "reports/README.md"]
            + pages.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    private func exists(_ path: String, from folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).standardized.path)
    }

    @Test(arguments: documents)
    func `Every link and every path of a source leads somewhere`(document: String) throws {
        let file = Self.project.appending(path: document)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.count > 200)
        for link in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
            let path = String(link.output.1)
            #expect(exists(path, from: file.deletingLastPathComponent()), "\(path)")
        }
        for path in text.matches(of: /`((Sources|Tests|scripts|queries)\/[\w+.\/-]+)`/) {
            #expect(exists(String(path.output.1), from: Self.project), "\(path.output.1)")
        }
    }

    @Test func `The way of a figure names every station once, in order`() throws {
        let file = Self.project.appending(path: "docs/architecture.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let numbers = text.matches(of: #/\n\| (\d+)\. /#).compactMap { Int($0.output.1) }
        #expect(numbers == Array(1...numbers.count))
        #expect(text.contains("The \(numbers.count) stations"))
    }
}
