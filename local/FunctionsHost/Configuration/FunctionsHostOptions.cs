namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>What the Functions host needs to run one function app.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The directory of host.json and of a folder for each function.</summary>
    public required string AppRoot { get; init; }

    /// <summary>Where the HTTP functions are reached on 127.0.0.1; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>The handler's executable, when it is not the one that host.json names.</summary>
    public string? HandlerPath { get; init; }

    /// <summary>Given to the handler as environment variables, and to function.json where it says <c>%NAME%</c>.</summary>
    public required IReadOnlyDictionary<string, string> AppSettings { get; init; }

    /// <summary>Whether functions that are not anonymous ask for a key, as in Azure.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>Where keys and the timers' last runs are kept.</summary>
    public required string DataDirectory { get; init; }
}
