using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Sections without a counterpart.</summary>
internal sealed class ReportedRule : ISectionRule
{
    private static readonly (string Section, string Switch, KeyFate Fate)[] Sections =
    [
        ("qlikSenseCloud", "enable", KeyFate.None(
            "A webhook of the tenant takes the broker's place: write qlikCloud in butler.yaml yourself, as docs/qlik-cloud.md says.")),
        ("dockerHealthCheck", "enable", KeyFate.None("Use GET /api/healthz of the function app, and \"butler-relay status\".")),
        ("configVisualisation", "enable", KeyFate.None("GET /api/v4/configuration shows the configuration, without secrets.")),
        ("systemInfo", "", KeyFate.None("Nothing about the machine is collected.")),
    ];

    public void Apply(Migration migration)
    {
        var butler = migration.Butler;
        foreach (var (name, enable, fate) in Sections)
        {
            var isOff = enable.Length > 0 && !butler.Peek($"{name}.{enable}");
            butler.In(name).Rest(isOff ? KeyFate.Off($"{name}.{enable} is not true. {fate.Note}") : fate);
        }

        butler.Record("anonTelemetry", KeyFate.None("Nothing is sent to the makers."));
        butler.Record("restServerApiDocGenerate", KeyFate.None("The OpenAPI document is always there: GET /api/openapi.json."));
        var credentials = butler.In("thirdPartyToolsCredentials");
        credentials.Rest(KeyFate.Off("No section that is on sends to New Relic."));
    }
}
