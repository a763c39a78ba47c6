using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Tells that routes for licenses wait for their monitor.</summary>
internal static class LicenseStep
{
    public static void Add(Migration migration) => migration.Step(
        "The monitors of licenses are not there yet: the routes for `sense.license.*` wait for them. Keep Butler's monitors running until "
            + "then.");
}
