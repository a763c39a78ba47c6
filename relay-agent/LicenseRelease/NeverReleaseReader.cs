using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.LicenseRelease;

internal static class NeverReleaseReader
{
    private static readonly YamlType<Guard> Property = Yaml.Scalar<Guard>(
        "yes, no or ignore",
        new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "boolean" },
                new JsonObject { ["type"] = "string", ["pattern"] = "^(?i:yes|no|ignore|true|false)$" }),
        },
        TryParse);

    /// <summary>The section <c>licenseRelease.never</c>.</summary>
    public static YamlType<NeverRelease> Type { get; } = Yaml.Object(keys => new NeverRelease
    {
        Users = keys.Optional("users", Yaml.List(Yaml.Text.Then<string>(User)), [], "Users, DIRECTORY\\user, without case"),
        Tags = keys.Optional("tags", Yaml.List(Yaml.Text), [], "Users by tag"),
        CustomProperties = keys.Optional(
            "customProperties",
            Yaml.Map(Yaml.OneOrMore(Yaml.Text)),
            ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty,
            "Users by values of custom properties"),
        Directories = keys.Optional("directories", Yaml.List(Yaml.Text), [], "User directories, without case"),
        Inactive = keys.Optional("inactive", Property, Guard.Ignore, "yes: inactive users, no: users who are not, ignore: neither"),
        Blocked = keys.Optional("blocked", Property, Guard.Ignore, "The same for blocked users"),
        RemovedExternally = keys.Optional(
            "removedExternally", Property, Guard.Ignore, "The same for users who were removed from their directory"),
    });

    private static string? User(string value, out string result) =>
        (result = value).Split('\\') is [{ Length: > 0 }, { Length: > 0 }] ? null : "must be DIRECTORY\\user";

    private static bool TryParse(string text, out Guard guard)
    {
        (guard, var isKnown) = text.ToLowerInvariant() switch
        {
            "yes" or "true" => (Guard.Yes, true),
            "no" or "false" => (Guard.No, true),
            "ignore" => (Guard.Ignore, true),
            _ => (Guard.Ignore, false),
        };
        return isKnown;
    }
}
