namespace Butler.RelayAgent.Setup.Installing;

/// <summary>The options of <c>butler-relay install</c> and <c>uninstall</c>.</summary>
internal sealed record InstallOptions
{
    public const string Usage = """
        butler-relay install [--service-bus FILE] [--command-key FILE] [--into DIR] [--config FILE]
          --service-bus FILE   a file with the Service Bus connection string; - for standard input. It is never an argument, because every
                               user of a machine can read arguments. Without it, install asks for the string where none is known yet
          --command-key FILE   the same for the key that signs commands to this relay
          --into DIR           copy the program there first; the default on Linux is /opt/butler-relay
        butler-relay uninstall [--purge]
          --purge              delete configuration, secrets and journal, too
        """;

    /// <summary>A file with the connection string, or <c>-</c>.</summary>
    public string? ServiceBus { get; init; }

    /// <summary>A file with the command key, or <c>-</c>.</summary>
    public string? CommandKeyFile { get; init; }

    /// <summary>The folder that the program is copied to.</summary>
    public string? Into { get; init; }

    /// <summary>The folder that stands for <c>/</c>, for tests and images of machines.</summary>
    public string Root { get; init; } = "/";

    /// <summary>Whether <c>uninstall</c> deletes configuration and journal.</summary>
    public bool Purge { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="IOException">An option is unknown or lacks its value.</exception>
    public static InstallOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new InstallOptions();
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "--purge")
            {
                options = options with { Purge = true };
                continue;
            }

            var value = i + 1 < words.Length ? words[i + 1] : throw new IOException($"{words[i]} is unknown, or lacks its value.\n{Usage}");
            options = words[i++] switch
            {
                "--service-bus" => options with { ServiceBus = value },
                "--command-key" => options with { CommandKeyFile = value },
                "--into" => options with { Into = Path.GetFullPath(value) },
                "--root" => options with { Root = Path.GetFullPath(value) },
                var other => throw new IOException($"{other} is unknown.\n{Usage}"),
            };
        }

        return options;
    }
}
