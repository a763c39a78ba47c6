using Butler.Core.Azure.ServiceBus;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup.Installing;

/// <summary>The secrets of an installation: those that options name, and the connection string where none is known yet.</summary>
internal static class InstallSecrets
{
    private const string CommandKeyVariable = "BUTLER_COMMAND_KEY";
    private const int LeastKey = 32;

    /// <summary>The secrets to store, by the names of their variables.</summary>
    /// <exception cref="IOException">A secret cannot be used, or there is no connection string.</exception>
    /// <param name="options">The command's options.</param>
    /// <param name="input">The operator.</param>
    /// <param name="configuration">The configuration's path; the secrets that are known lie beside it.</param>
    public static IReadOnlyDictionary<string, string> Collect(InstallOptions options, SecretInput input, string configuration)
    {
        var secrets = new Dictionary<string, string>();
        if (options.ServiceBus is { } file)
        {
            secrets[ServiceBusOptionsReader.ConnectionVariable] = input.Read("--service-bus", file, Connection);
        }
        else if (!IsKnown(configuration))
        {
            secrets[ServiceBusOptionsReader.ConnectionVariable] =
                input.Ask("Service Bus connection string, or https://NAMESPACE.servicebus.windows.net (not shown)", Connection)
                    ?? throw new IOException("No Service Bus connection string is known. Give it on standard input: install --service-bus "
                        + "- < FILE, or name a file: install --service-bus FILE");
        }

        if (options.CommandKeyFile is { } keyFile)
        {
            secrets[CommandKeyVariable] = input.Read("--command-key", keyFile, Key);
        }

        return secrets;
    }

    // What the file itself holds, or takes from a variable of another name, needs no secret of ours.
    private static bool IsKnown(string configuration)
    {
        var text = File.ReadAllText(configuration);
        return EnvironmentFile.Read(EnvironmentFile.Beside(configuration)).ContainsKey(ServiceBusOptionsReader.ConnectionVariable)
            || (text.Contains("connection:", StringComparison.Ordinal)
                && !text.Contains($"${{{ServiceBusOptionsReader.ConnectionVariable}", StringComparison.Ordinal));
    }

    private static string? Connection(string text)
    {
        try
        {
            ServiceBusConnection.Parse(text);
            return null;
        }
        catch (FormatException problem)
        {
            return problem.Message;
        }
    }

    private static string? Key(string text) =>
        text.Length >= LeastKey ? null : $"a command key has at least {LeastKey} characters; butler relay-key prints it";
}
