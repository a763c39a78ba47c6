using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Reads <c>api</c>.</summary>
internal static class ApiYaml
{
    private static readonly YamlType<string> Function = Yaml.Text.Then((string name, out string result) =>
    {
        result = name;
        return HttpFunctions.Names.Any(function => HttpFunctions.Covers(name, function))
            ? null
            : $"is \"{name}\", which is not a function that is called by HTTP{DidYouMean.Hint(name, HttpFunctions.Names)}";
    });

    private static readonly YamlType<CallerOptions> Caller = Yaml.Object(keys => new CallerOptions
    {
        Key = keys.Required("key", Yaml.Secret, "The function key that the caller sends.") ?? "",
        Functions = keys.Optional(
            "functions", Yaml.List(Function), [],
            "What it may call; a name covers the functions whose names begin with it. All if absent."),
        Namespaces = keys.Optional(
            "namespaces", Yaml.List(Yaml.Text), [], "The key-value namespaces it may use; * stands for any characters. All if absent."),
        Sites = keys.Optional("sites", Yaml.List(Yaml.Text), [], "The Sense sites it may use. All if absent."),
    });

    private static readonly YamlType<TimeSpan> QueueTime = Yaml.Duration.Then((TimeSpan time, out TimeSpan result) =>
    {
        result = time;
        return time > TimeSpan.Zero && time <= CommandMessage.LongestDeadline ? null : "is not between 1s and 24h";
    });

    /// <param name="root">The keys of the whole file.</param>
    /// <param name="channels">The channels without faults.</param>
    public static YamlType<HttpApiOptions> Type(YamlKeys root, IReadOnlyDictionary<string, ChannelOptions> channels) => Yaml.Object(keys =>
    {
        return MessagesYaml.Read(keys, root, channels, new HttpApiOptions
        {
            Callers = keys.Optional(
                "callers", Yaml.Map(Caller), new Dictionary<string, CallerOptions>(), "What the holders of function keys may call."),
            Disabled = keys.Optional("disabled", Yaml.List(Function), [], "Functions that are off, as if they did not exist."),
            QueueWhileOffline = keys.Optional(
                "onOffline", Yaml.OneOf("fail", "queue"), "fail", "Whether a command waits for a relay that is offline: fail or queue.")
                == "queue",
            QueueFor = keys.Optional(
                "queueFor", QueueTime, TimeSpan.FromHours(1), "With onOffline: queue: how long a command waits, at most 24h."),
            MaxKeysPerNamespace = keys.Optional<int?>(
                "maxKeysPerNamespace", Yaml.Int(1, 1_000_000).Then((int max, out int? result) =>
                {
                    result = max;
                    return null;
                }),
                "The maximum number of keys in a key-value namespace. No limit if absent."),
        });
    });
}
