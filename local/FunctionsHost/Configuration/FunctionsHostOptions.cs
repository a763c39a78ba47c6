namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The options of the Functions host for one function app.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The directory of host.json and, for a custom handler, of a folder for each function.</summary>
    public required string AppRoot { get; init; }

    /// <summary>The port of the HTTP functions on 127.0.0.1; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>The program of an app of the isolated worker model, an executable or a .dll; null for a custom handler.</summary>
    public string? WorkerPath { get; init; }

    /// <summary>The handler's executable, if it differs from the one in host.json.</summary>
    public string? HandlerPath { get; init; }

    /// <summary>The app's environment variables, which also replace <c>%NAME%</c> in bindings.</summary>
    public required IReadOnlyDictionary<string, string> AppSettings { get; init; }

    /// <summary>Whether functions that are not anonymous require a key, as in Azure.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>The directory for keys and the timers' last runs.</summary>
    public required string DataDirectory { get; init; }
}
