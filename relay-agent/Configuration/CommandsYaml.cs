using System.Collections.ObjectModel;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Files;

namespace Butler.RelayAgent.Configuration;

/// <summary>How <c>commands</c> and <c>engine</c> in <c>relay.yaml</c> are read.</summary>
/// <param name="overrides">What the environment puts over it.</param>
internal sealed class CommandsYaml(Overrides overrides)
{
    private static readonly string[] Kinds = ["http", "file", "smtp"];

    private static readonly YamlType<string> Sender = Yaml.Text.Then((string text, out string sender) =>
        Mailbox.TryParse(sender = text, out _, out var problem) ? null : $"must be a sender such as Qlik Sense <no-reply@example.com>: it {problem}");

    private static readonly YamlType<string> Key = Yaml.Secret.Then<string>(LongEnough);

    private static readonly YamlType<string> HeaderValue = Yaml.Secret.Then((string text, out string value) => HttpHeaderRules.ProblemOfValue(value = text));

    private static readonly string[] TaskTypes = ["reload", "externalprogram", "usersync", "distribute", "preload"];

    /// <summary>The section <c>engine</c>.</summary>
    public static YamlType<EngineSection> Engine() => Yaml.Object(keys => new EngineSection
    {
        Url = keys.Required("url", Yaml.Url("wss", "ws"), "where the engine is, such as wss://sense.example.com:4747"),
        User = keys.Required("user", Yaml.Text.Then<string>(User), "as whom to ask, such as INTERNAL\\sa_api"),
    });

    /// <summary>The section <c>commands</c>.</summary>
    public YamlType<CommandsSection> Type() => Yaml.Object(keys => new CommandsSection
    {
        Key = keys.Optional(
            "key",
            overrides.Over(Overrides.CommandKey, Key, LongEnough),
            overrides.Instead<string?>(Overrides.CommandKey, keys, "key", LongEnough, null)!,
            "This relay's own key, which commands to it are signed with: what \"butler relay-key\" prints. Without it none is received"),
        StartTask = keys.Optional("startTask", StartTask(), StartTaskRules.None, "Which tasks may be started and stopped; absent: none"),
        ReloadApp = keys.Optional("reloadApp", ReloadApp(), ReloadAppRules.None, "Which apps may be reloaded through the engine; absent: none"),
        DumpApp = keys.Optional("dumpApp", DumpApp(), DumpAppRules.None, "Which apps may be described, and where to; absent: none"),
        Files = keys.Optional("files", Files(), FileRules.None, "Which folders may be touched; absent: none"),
        Deliver = keys.Optional("deliver", Yaml.Map(Destination()), ReadOnlyDictionary<string, DestinationOptions>.Empty, "The destinations that may be delivered to; absent: none"),
    });

    private static YamlType<StartTaskRules> StartTask() => Yaml.Object(keys => new StartTaskRules
    {
        Any = keys.Optional("any", Yaml.Bool, fallback: false, "Whether every task of the listed types may be started"),
        Tasks = keys.Optional("tasks", Yaml.List(Yaml.Guid), [], "Tasks by id"),
        Tags = keys.Optional("tags", Yaml.List(Yaml.Text), [], "Tasks by a tag they bear"),
        CustomProperties = keys.Optional(
            "customProperties", Yaml.Map(Yaml.OneOrMore(Yaml.Text)), ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty, "Tasks by values of custom properties"),
        Types = keys.Optional("types", Yaml.List(Yaml.OneOf(TaskTypes)), ["reload"], "The types of task; absent: reload"),
    });

    private static YamlType<ReloadAppRules> ReloadApp() => Yaml.Object(keys => new ReloadAppRules
    {
        Any = keys.Optional("any", Yaml.Bool, fallback: false, "Whether every app may be reloaded"),
        Apps = keys.Optional("apps", Yaml.List(Yaml.Guid), [], "Apps by id"),
    });

    private YamlType<DumpAppRules> DumpApp() => Yaml.Object(keys => new DumpAppRules
    {
        Any = keys.Optional("any", Yaml.Bool, fallback: false, "Whether every app may be described"),
        Apps = keys.Optional("apps", Yaml.List(Yaml.Guid), [], "Apps by id"),
        StorageAccounts = keys.Optional(
            "storageAccounts",
            Yaml.List(Yaml.Text.Then<string>(UploadTarget.TryParse)),
            [],
            "The storage accounts that large descriptions may be uploaded to, such as acme, or acme.blob.core.usgovcloudapi.net in another cloud; absent: none"),
        Loopback = overrides.Has(Overrides.LoopbackUploads),
    });

    private static YamlType<FileRules> Files() => Yaml.Object(keys => new FileRules
    {
        Copy = keys.Optional("copy", Yaml.List(Pair()), [], "From where to where files may be copied"),
        Move = keys.Optional("move", Yaml.List(Pair()), [], "From where to where files may be moved"),
        Delete = keys.Optional("delete", Yaml.List(Folder()), [], "Where files may be deleted"),
        CreateDir = keys.Optional("createDir", Yaml.List(Folder()), [], "Where directories may be made"),
        QvdPath = keys.Optional("qvdPath", Folder(), "Where directories for QVD files may be made"),
    });

    private static YamlType<FolderPair> Pair() => Yaml.Object(keys => new FolderPair(
        keys.Required("from", Folder(), "the folder that files may go from"),
        keys.Required("to", Folder(), "the folder that files may go to")));

    private static YamlType<DestinationOptions> Destination() => Yaml.Object(keys =>
    {
        if (keys.Has("mqtt"))
        {
            return new DestinationOptions { Mqtt = MqttYaml.Broker(keys) };
        }

        if (!keys.IsReading)
        {
            MqttYaml.Broker(keys);
        }

        var destination = new DestinationOptions
        {
            Http = keys.Optional("http", Yaml.Url(), "Where to, over HTTP"),
            Method = keys.Optional("method", Yaml.OneOf("POST", "PUT"), "POST", "How, over HTTP"),
            Headers = keys.Optional("headers", Yaml.Map(HeaderValue), ReadOnlyDictionary<string, string>.Empty, "Headers, over HTTP"),
            Ca = keys.Optional("ca", Yaml.Text, "A PEM file with the only authorities trusted"),
            Insecure = keys.Optional("insecure", Yaml.Bool, fallback: false, "Whether any server certificate is taken"),
            File = keys.Optional("file", Folder(), "The folder that each delivery becomes a file in"),
            Smtp = keys.Optional("smtp", SmtpYaml.Server, "The server, for mail"),
            From = keys.Optional("from", Sender, "The sender, for mail, whatever a delivery says"),
        };
        foreach (var name in destination.Headers.Keys.Where(name => HttpHeaderRules.ProblemOfName(name) is not null))
        {
            keys.Fail("headers", $"has \"{name}\", which {HttpHeaderRules.ProblemOfName(name)}");
        }

        if (keys.IsReading && Kinds.Count(keys.Has) != 1)
        {
            keys.Fail("", "expected one of http, smtp, mqtt and file");
        }

        return destination;
    });

    private static YamlType<string> Folder() => Yaml.Text.Then((string text, out string folder) =>
    {
        folder = text;
        return PathName.TryParse(text, PathName.ThisMachine, out _, out var problem) ? null : $"must be a folder's full path: it {problem}";
    });

    private static string? User(string text, out string user) =>
        (user = text).IndexOf('\\', StringComparison.Ordinal) is var at && at > 0 && at < text.Length - 1 ? null : "must be DIRECTORY\\user";

    /// <summary>A key of the least length, without the line break that a file of a secret ends with.</summary>
    internal static string? LongEnough(string text, out string key)
    {
        key = text.TrimEnd('\r', '\n');
        return MasterKey.IsTooShort(key)
            ? $"is shorter than {MasterKey.MinBytes} bytes; take what \"butler relay-key --site SITE --relay NAME\" prints"
            : null;
    }
}
