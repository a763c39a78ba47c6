using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Whether an endpoint of Butler's REST API is on.</summary>
internal static class EndpointSwitch
{
    public const string ApiOff = "restServerConfig.enable is not true.";

    public static bool IsOn(ButlerSection butler, string endpoint) =>
        butler.Peek("restServerConfig.enable") && butler.Peek($"restServerEndpointsEnable.{endpoint}");
}
