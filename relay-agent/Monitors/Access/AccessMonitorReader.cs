using System.Text.Json.Nodes;
using Butler.Core.Configuration;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Access;

internal static class AccessMonitorReader
{
    private static readonly YamlType<LowThreshold> Threshold = Yaml.Scalar<LowThreshold>(
        "a number such as 5, or a share such as 10%",
        new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["minimum"] = 0 },
                new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+(\\.[0-9]+)? *%$" }),
        },
        LowThreshold.TryParse);

    /// <summary>The section <c>monitors.access</c>.</summary>
    public static YamlType<AccessMonitorOptions> Type() => Yaml.Object(keys => new AccessMonitorOptions
    {
        Every = MonitorYaml.Every(keys, new AccessMonitorOptions().Every),
        LowAvailable = keys.Optional(
            "lowAvailable", Threshold, "How few licenses of a type raise an alert, such as 5 or 10%; absent: no alert"),
    });
}
