import JSONText
import Warehouse

let warehouseMetadataCommand = Command(
    name: "metadata", summary: "Print metadata for Datasette: what each table and column means.",
    options: [.warehouse],
    run: { arguments in
        let path = arguments.value("warehouse") ?? "lucs.db"
        let file = path.split(separator: "/").last ?? ""
        let name = file.split(separator: ".").first ?? "lucs"
        let dictionary = try DataDictionary.ofThisProgram()
        var writer = JSONWriter(indent: 2)
        writer.object { writer in
            writer.member("title", "Contact centre history")
            writer.key("databases")
            writer.object { writer in
                writer.key(String(name))
                writer.object { writer in
                    writer.member(
                        "description", "The views for analysts first; see docs/data-dictionary.md.")
                    writer.key("tables")
                    writer.object { writer in
                        for relation in dictionary.relations {
                            writer.key(relation.name)
                            relation.write(to: &writer)
                        }
                    }
                }
            }
        }
        Terminal.result(writer.text + "\n")
    })

extension DataDictionary.Relation {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("description", meaning)
            if !DataDictionary.analystViews.contains(name) { writer.member("hidden", true) }
            writer.key("columns")
            writer.object { writer in
                for column in columns {
                    writer.member(
                        column.name,
                        "\(column.meaning) [\(column.unit)], e.g. \(column.example)")
                }
            }
        }
    }
}
