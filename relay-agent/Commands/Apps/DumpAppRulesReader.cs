using Butler.Core.Configuration;

namespace Butler.RelayAgent.Commands.Apps;

internal static class DumpAppRulesReader
{
    /// <summary>
    /// Allows <c>app-dump</c> to upload to a storage emulator on loopback. Only <c>butler up</c> sets it; the configuration has no key for
    /// it.
    /// </summary>
    public const string LoopbackUploads = "BUTLER_RELAY_LOOPBACK_UPLOADS";

    /// <summary>The section <c>commands.dumpApp</c>.</summary>
    public static YamlType<DumpAppRules> Type(EnvironmentOverrides overrides) => Yaml.Object(keys => new DumpAppRules
    {
        Any = keys.Optional("any", Yaml.Bool, fallback: false, "Whether every app may be described"),
        Apps = keys.Optional("apps", Yaml.List(Yaml.Guid), [], "Apps by id"),
        StorageAccounts = keys.Optional(
            "storageAccounts",
            Yaml.List(Yaml.Text.Then<string>(UploadTarget.TryParse)),
            [],
            "The storage accounts that large descriptions may be uploaded to, such as acme, or acme.blob.core.usgovcloudapi.net in another "
                + "cloud; absent: none"),
        Loopback = overrides.Has(LoopbackUploads),
    });
}
