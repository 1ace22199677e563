/// The report definitions and the schema that come with the program.
public enum Reports {
    /// `standard.json`: the report for managers.
    public static var standard: [UInt8] { PackageResources.standard_json }

    /// `report.schema.json`: the form of `report.json`.
    public static var schema: [UInt8] { PackageResources.report_schema_json }
}
