namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>What the Functions host needs to run one function app.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The directory of host.json and, for a custom handler, of a folder for each function.</summary>
    public required string AppRoot { get; init; }

    /// <summary>Where the HTTP functions are reached on 127.0.0.1; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>The program of an app of the isolated worker model, an executable or a .dll; null for a custom handler.</summary>
    public string? WorkerPath { get; init; }

    /// <summary>The handler's executable, when it is not the one that host.json names.</summary>
    public string? HandlerPath { get; init; }

    /// <summary>Given to the app as environment variables, and put in where a binding says <c>%NAME%</c>.</summary>
    public required IReadOnlyDictionary<string, string> AppSettings { get; init; }

    /// <summary>Whether functions that are not anonymous ask for a key, as in Azure.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>Where keys and the timers' last runs are kept.</summary>
    public required string DataDirectory { get; init; }
}
