namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The options of the Functions host for one function app.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The app's program, an executable or a .dll. Its host.json lies beside it.</summary>
    public required string WorkerPath { get; init; }

    /// <summary>The directory of host.json, when it is not the program's.</summary>
    public string? HostJsonDirectory { get; init; }

    /// <summary>The port of the HTTP functions on 127.0.0.1; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Given to the app as environment variables, and put in where a binding says <c>%NAME%</c>.</summary>
    public required IReadOnlyDictionary<string, string> AppSettings { get; init; }

    /// <summary>Whether functions that are not anonymous require a key, as in Azure.</summary>
    public bool RequireKeys { get; init; }

    /// <summary>The directory for keys and the timers' last runs.</summary>
    public required string DataDirectory { get; init; }
}
