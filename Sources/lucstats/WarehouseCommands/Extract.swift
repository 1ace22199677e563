import CivilTime
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
