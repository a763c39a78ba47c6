using Butler.Core.Configuration;

namespace Butler.RelayAgent.Sense.Engine;

internal static class EngineOptionsReader
{
    /// <summary>The section <c>engine</c>.</summary>
    public static YamlType<EngineOptions> Type() => Yaml.Object(keys => new EngineOptions
    {
        Url = keys.Required("url", Yaml.Url("wss", "ws"), "the engine's address, such as wss://sense.example.com:4747"),
        User = keys.Required("user", Yaml.Text.Then<string>(User), "the user, such as INTERNAL\\sa_api"),
    });

    private static string? User(string text, out string user) =>
        (user = text).IndexOf('\\', StringComparison.Ordinal) is var at && at > 0 && at < text.Length - 1
            ? null
            : "must be DIRECTORY\\user";
}
