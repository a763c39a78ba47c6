using Butler.Core.Configuration;

namespace Butler.RelayAgent.Configuration;

/// <summary>Values that environment variables put over those of the file, as <c>butler up</c> and installers set them.</summary>
/// <param name="environment">Reads a variable; null where it is not set.</param>
internal sealed class Overrides(Func<string, string?> environment)
{
    /// <summary>The path of <c>relay.yaml</c>.</summary>
    public const string ConfigPath = "BUTLER_RELAY_CONFIG";

    /// <summary>Over <c>serviceBus.connection</c>.</summary>
    public const string ServiceBus = "BUTLER_SERVICEBUS";

    /// <summary>Over <c>udp.listen</c>.</summary>
    public const string Udp = "BUTLER_RELAY_UDP";

    /// <summary>Over <c>journal.directory</c>.</summary>
    public const string Journal = "BUTLER_RELAY_JOURNAL";

    /// <summary>Over <c>commands.key</c>.</summary>
    public const string CommandKey = "BUTLER_COMMAND_KEY";

    /// <summary>Over <c>log.level</c>.</summary>
    public const string LogLevel = "BUTLER_LOG_LEVEL";

    /// <summary>Allows <c>app-dump</c> to upload to this machine's storage emulator. No key of the file does: only <c>butler up</c> sets it.</summary>
    public const string LoopbackUploads = "BUTLER_RELAY_LOOPBACK_UPLOADS";

    /// <summary>Whether a variable is set.</summary>
    public bool Has(string variable) => !string.IsNullOrEmpty(environment(variable));

    /// <summary>A key's type, with the variable in place of what the file says, which then need not even be readable.</summary>
    public YamlType<T> Over<T>(string variable, YamlType<T> type, YamlConvert<string, T> convert) => Has(variable)
        ? new YamlType<T>(
            (YamlAt at, out T value) => convert(environment(variable)!, out value) is not { } problem || at.Fail($"{variable} {problem}"),
            type.Schema)
        : type;

    /// <summary>The variable's value for a key that the file leaves out.</summary>
    public T Instead<T>(string variable, YamlKeys keys, string key, YamlConvert<string, T> convert, T otherwise)
    {
        if (!Has(variable) || !keys.IsReading || keys.Has(key))
        {
            return otherwise;
        }

        if (convert(environment(variable)!, out var value) is { } problem)
        {
            keys.Fail(key, $"{variable} {problem}");
            return otherwise;
        }

        return value;
    }
}
