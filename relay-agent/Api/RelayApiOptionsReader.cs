using Butler.Core.Configuration;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Api;

/// <summary>Reads the section <c>api</c>.</summary>
/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class RelayApiOptionsReader(EnvironmentOverrides overrides)
{
    /// <summary>Stands for <c>api.functionApp.url</c> where the file has none; <c>butler up</c> sets it.</summary>
    public const string FunctionAppVariable = "BUTLER_FUNCTIONAPP_URL";

    private static readonly YamlType<ListenAddress> Address = Yaml.Text.Then((string text, out ListenAddress address) =>
        ListenAddress.TryParse(text, out address) ? null : $"is not {ListenAddress.Expected}");

    private static readonly YamlType<IReadOnlyList<SourceRule>> Sources = Yaml.List(Yaml.Text.Then((string text, out SourceRule rule) =>
        SourceRule.TryParse(text, out rule) && rule.Network is not null
            ? null
            : "is not an address such as 10.0.0.5, or a range such as 10.0.0.0/8 or fd00::/8"));

    private static readonly YamlType<FunctionAppOptions> FunctionApp = Yaml.Object(keys => new FunctionAppOptions
    {
        Url = keys.Required("url", Yaml.Url(), "the function app with its prefix, such as https://name.azurewebsites.net/api"),
        Key = keys.Optional("key", Yaml.Secret, "Its function key"),
    });

    /// <summary>The section; null when it names no address.</summary>
    public YamlType<RelayApiOptions?> Type() => Yaml.Object<RelayApiOptions?>(keys =>
    {
        var listen = keys.Optional("listen", Address, "The listening address, " + ListenAddress.Expected + "; absent: off");
        var options = new RelayApiOptions
        {
            Listen = listen!,
            Certificate = keys.Optional("certificate", Yaml.Text, "The certificate for HTTPS, a PEM or PFX file, relative to this file"),
            Key = keys.Optional("key", Yaml.Text, "The key of a PEM certificate, a PEM file; absent: it is in the same file"),
            Password = keys.Optional("password", Yaml.Secret, "The password of the PFX file or of the key"),
            Keys = keys.Optional("keys", Yaml.List(Yaml.Secret), [], "The keys of which a request must have one; absent: none is needed"),
            AllowedSources = keys.Optional("allowedSources", Sources, "The addresses and ranges that may call; absent: any"),
            FunctionApp = keys.Optional(
                "functionApp", FunctionApp, Standard(keys)!, "The function app, for key-values, schedules and messages"),
        };
        return listen is null ? null : options;
    });

    private FunctionAppOptions? Standard(YamlKeys keys) => overrides.Instead<FunctionAppOptions?>(
        FunctionAppVariable, keys, "functionApp", (string text, out FunctionAppOptions? options) =>
        {
            options = Uri.TryCreate(text, UriKind.Absolute, out var url) ? new FunctionAppOptions { Url = url } : null;
            return options is null ? "is not a URL" : null;
        },
        null);
}
