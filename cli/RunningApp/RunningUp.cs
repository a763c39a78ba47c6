using System.Diagnostics;
using System.Text.Json;

namespace Butler.Cli.RunningApp;

/// <summary>A running <c>butler up</c>, from its up.json.</summary>
internal sealed record RunningUp
{
    /// <summary>Where <c>butler up</c> keeps its state unless --data says otherwise.</summary>
    public const string DefaultDirectory = ".butler";

    /// <summary>The address of the function app.</summary>
    public required string Http { get; init; }

    /// <summary>Where the relay listens, as <c>127.0.0.1:9998</c>; null if the file lacks it.</summary>
    public string? Udp { get; init; }

    /// <summary>The address of the simulated Sense site; null without one.</summary>
    public Uri? Sense { get; init; }

    /// <summary>The simulated Qlik Cloud; null without one.</summary>
    public RunningCloud? QlikCloud { get; init; }

    /// <summary>The certificate of the authority that signed the simulated site's certificates, as PEM.</summary>
    public required string SenseRootPath { get; init; }

    /// <summary>Reads up.json in a data directory.</summary>
    /// <returns>Null when none is running there.</returns>
    public static RunningUp? Find(string directory)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "up.json")));
            var root = file.RootElement;
            if (Text(root, "http") is not { } http || (root.TryGetProperty("pid", out var pid) && !IsRunning(pid.GetInt32())))
            {
                return null;
            }

            return new RunningUp
            {
                Http = http,
                Udp = Text(root, "udp"),
                Sense = Text(root, "sense") is { } sense ? new Uri(sense) : null,
                QlikCloud = root.TryGetProperty("qlikCloud", out var cloud) && cloud.ValueKind == JsonValueKind.Object
                    ? Cloud(cloud)
                    : null,
                SenseRootPath = Path.Combine(directory, "sense", "root.pem"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException
            or InvalidOperationException)
        {
            // A missing or damaged file means that no system is known to run; the caller says what to do about it.
            return null;
        }
    }

    private static RunningCloud? Cloud(JsonElement json) => Text(json, "address") is not { } address ? null : new RunningCloud
    {
        Address = new Uri(address),
        Tenant = Text(json, "tenant"),
        KeyFile = Text(json, "secretFile"),
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
