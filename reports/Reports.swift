/// The report definitions and the schema that come with the program.
public enum Reports {
    /// `standard.json`: the page that managers open.
    public static var standard: [UInt8] { PackageResources.standard_json }

    /// `agents.json`: the agents' page beside it.
    public static var agents: [UInt8] { PackageResources.agents_json }

    /// `quality.json`: the page on the quality of the data.
    public static var quality: [UInt8] { PackageResources.quality_json }

    /// `scorecard.json`: the page of a report that is restricted to agents.
    public static var scorecard: [UInt8] { PackageResources.scorecard_json }

    /// `terms.json`: what the figures mean.
    public static var terms: [UInt8] { PackageResources.terms_json }

    /// `report.schema.json`: the form of `report.json`.
    public static var schema: [UInt8] { PackageResources.report_schema_json }
}
