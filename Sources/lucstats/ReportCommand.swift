import CivilTime
import Foundation
import Reporting
import SQLite
import Warehouse

let reportCommand = Command(
    name: "report", summary: "Write the report of a period: HTML to open, CSV and JSON.",
    options: [
        .warehouse, .period, .config,
        Option(
            name: "format", short: "f", value: "F,…",
            help: "html, csv, json (default: these), mail, pdf",
            values: .listOf(["html", "csv", "json", "mail", "pdf"])),
        Option(
            name: "out", short: "o", value: "DIR",
            help: "folder for the reports (default: reports)",
            values: .folder),
        Option(
            name: "language", value: "L", help: "en (default) or de: words, numbers, dates",
            values: .oneOf(Language.allCases.map(\.rawValue))),
        Option(
            name: "csv", value: "STYLE",
            help: "plain (default), bom, or excel: BOM, ;, 0,5, local times",
            values: .oneOf(CSVStyle.allCases.map(\.rawValue))),
    ] + Option.scope + [
        Option(name: "no-names", value: nil, help: "agents by number, without their names"),
        Option(
            name: "definitions", value: "DIR", help: "report definitions and queries of your own",
            values: .folder),
        Option(
            name: "timeout", value: "10m", help: "longest time for all queries (default: 10m)"),
        Option(
            name: "to", value: "ADDRESS", help: "with --format mail, who it is for", repeats: true),
        Option(name: "from", value: "ADDRESS", help: "with --format mail, who it is from"),
        Option(name: "open", value: nil, help: "open the page when it is written"),
        Option(name: "stdout", value: nil, help: "print the one --format instead of writing files"),
    ],
    run: { arguments in
        let configuration = try arguments.configuration()
        let wanted = try WantedFormats(arguments)
        let language = try arguments.language(configuration)
        let csv = try arguments.csvStyle()
        let deadline = try ContinuousClock.now + (arguments.duration("timeout") ?? .seconds(600))
        let overdue = Overdue(after: deadline + .seconds(5), .queriesTookTooLong)
        defer { overdue.cancel() }
        let library = try ReportLibrary(
            folder: arguments.value("definitions") ?? configuration.definitions,
            language: language, deadline: deadline)
        let path = try arguments.warehousePath(configuration)
        let warehouse = try Warehouse.reading(path: path)
        let (period, bounds) = try arguments.period(in: warehouse)
        let selection = arguments.selection()
        let read = ReportReader(
            path: path, selection: selection, library: library,
            spans: ReportReader.spans(of: period, bounds, in: warehouse.calendar))
        let names = try read.prepare(warehouse)
        guard names.isEmpty else { throw Failure.unknown(names, of: selection, in: path) }
        let root = URL(
            filePath: arguments.value("out") ?? configuration.out ?? "reports",
            directoryHint: .isDirectory)
        let restriction = Restriction(selection)
        let out = restriction.map { root.appending(path: $0.folder, directoryHint: .isDirectory) }
        let writer = ReportWriter(
            period: period, bounds: bounds, definition: library.report,
            further: library.further, out: out ?? root, csv: csv,
            scope: ReportScope(selection), centre: configuration.name,
            elapsed: try warehouse.elapsed(of: bounds, now: arguments.now),
            addresses: try arguments.addresses(for: wanted))
        if let file = wanted.onStandardOutput {
            let bytes = try warehouse.connection.snapshot {
                try writer.bytes(of: file, from: library.tables(of: warehouse))
            }
            Terminal.result(bytes)
            return
        }
        var files = try await read.write(wanted.formats, by: writer, from: warehouse)
        if wanted.isPDF {
            let pdf = (out ?? root).appending(path: "\(period)/report.pdf")
            let bytes = try writer.pageForPaper(from: library.tables(of: warehouse))
            overdue.cancel()
            try await EndRequest.run(
                patience: .seconds(5),
                overdue: {
                    Log.failure(.stoppedBeforeTheEnd)
                    _exit(ExitCode.tryAgain.rawValue)
                }
            ) { try await Chromium.print(bytes, to: pdf) }
            files.append(pdf)
        }
        // The page first: it is what most people look for.
        let isPage = { (file: URL) in file.lastPathComponent == "report.html" }
        files = files.filter(isPage) + files.filter { !isPage($0) }
        Terminal.result(files.map(\.path).joined(separator: "\n") + "\n")
        if arguments.has("open"), let page = files.first { Desktop.open(page) }
    })

/// What `--format` and `--stdout` ask for.
private struct WantedFormats {
    var formats: Set<ReportFormat> = []
    var isPDF = false
    /// The one file that goes to standard output, when asked for.
    var onStandardOutput: ReportFile?

    init(_ arguments: Arguments) throws {
        let names = arguments.value("format")?.split(separator: ",").map(String.init)
        for name in names ?? ["html", "csv", "json"] {
            if name == "pdf" {
                isPDF = true
                continue
            }
            guard let format = ReportFormat(rawValue: name) else {
                throw Failure(.usage, "--format takes html, csv, json, mail and pdf, not \(name).")
            }
            formats.insert(format)
        }
        guard isPDF || !formats.isEmpty else {
            throw Failure(.usage, "--format takes html, csv, json, mail and pdf; none was given.")
        }
        guard arguments.has("stdout") else { return }
        guard !arguments.has("open") else {
            throw Failure(.usage, "--stdout writes no file, so that --open has nothing to open.")
        }
        guard formats.count == 1, !isPDF, let format = formats.first else {
            throw Failure(
                .usage, "--stdout needs one --format: html, json, or csv for the services.")
        }
        onStandardOutput =
            switch format {
            case .html: .page
            case .json: .json
            case .csv: .services
            case .mail: .mail
            }
    }
}

/// The folder of a restricted report.
private struct Restriction {
    let folder: String

    init?(_ selection: Selection) {
        guard selection.isRestricting else { return nil }
        let names =
            selection.services + selection.organizationUnits + selection.agents
            + [selection.channel].compactMap(\.self)
        let words = names.joined(separator: ", ")
        let plain = words.lowercased().unicodeScalars.map { scalar in
            scalar.isASCII && scalar.properties.isAlphabetic
                || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        // Other names may look the same without their marks: a sum tells them apart.
        let sum = words.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        folder = "only-\(String(plain.prefix(40)))-\(String(sum, radix: 16))"
    }
}

extension ReportScope {
    init(_ selection: Selection) {
        self.init(
            services: selection.services, organizationUnits: selection.organizationUnits,
            agents: selection.agents, channel: selection.channel)
    }
}

extension Arguments {
    /// Of a message; they stand in its head, where a line break would begin another header.
    fileprivate func addresses(for wanted: WantedFormats) throws -> MailAddresses {
        let addresses = MailAddresses(to: values("to"), from: value("from"))
        let all = addresses.to + [addresses.from].compactMap(\.self)
        guard all.isEmpty || wanted.formats.contains(.mail) else {
            throw Failure(.usage, "--to and --from need --format mail.")
        }
        for address in all {
            let isPlain = address.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
            let parts = address.split(separator: "@", omittingEmptySubsequences: false)
            guard isPlain, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
                !address.contains(where: { "<>,;:\"()".contains($0) })
            else {
                throw Failure(
                    .usage, "\(address) is not a mail address. Write it as name@example.com.")
            }
        }
        return addresses
    }

    fileprivate func language(_ configuration: Configuration) throws -> Language {
        let name = value("language") ?? configuration.language ?? Language.english.rawValue
        guard let language = Language(rawValue: name) else {
            let allowed = Language.allCases.map(\.rawValue).joined(separator: " or ")
            throw Failure(
                value("language") == nil ? .configuration : .usage,
                "The language is \(allowed), not \(name).")
        }
        return language
    }

    /// What `--csv` asks for.
    func csvStyle() throws -> CSVStyle {
        let name = value("csv") ?? CSVStyle.plain.rawValue
        guard let style = CSVStyle(rawValue: name) else {
            let allowed = CSVStyle.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "--csv takes \(allowed), not \(name).")
        }
        return style
    }
}
