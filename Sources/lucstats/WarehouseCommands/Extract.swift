import CivilTime
import Files
import Foundation
import Warehouse

let warehouseExtractCommand = Command(
    name: "extract",
    summary: "Write the views for analysts as tables with types, for ODBC and other BI tools.",
    operands: "FILE", maximumOperands: 1, operandValues: .file,
    options: [.warehouse, .periodOfCopy, .config],
    run: { arguments in
        guard let copy = arguments.operands.first else {
            throw Failure(.usage, "Name the file: lucstats warehouse extract FILE --warehouse FILE")
        }
        try await EndRequest.copying(to: copy) {
            let warehouse = try Warehouse.reading(
                path: arguments.warehousePath(arguments.configuration()))
            let bounds = arguments.has("period") ? try arguments.period(in: warehouse).bounds : nil
            try warehouse.extract(
                to: copy,
                span: bounds.map { $0.lowerBound.milliseconds..<$0.upperBound.milliseconds })
        }
        Terminal.message("Wrote the views for analysts to \(copy).")
    })

extension EndRequest {
    /// Writes a copy; one that is asked to end leaves nothing of it.
    static func copying(to copy: String, _ write: @escaping @Sendable () throws -> Void)
        async throws
    {
        try await run(
            patience: .milliseconds(100),
            overdue: {
                Leftovers.removeOwn(beside: copy)
                Log.warning("stopped", "Stopped before the end; nothing was written to \(copy).")
                _exit(ExitCode.tryAgain.rawValue)
            }, write)
    }
}
