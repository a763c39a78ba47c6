using System.Text.Json;
using Butler.Local.Files;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>Stores each timer's status in a file of the data directory; the real host uses blob storage.</summary>
internal sealed class TimerStatusStore(string dataDirectory)
{
    private readonly string directory = Path.Combine(dataDirectory, "timers");

    /// <returns>Null when there is no readable status; then no missed runs are known.</returns>
    public TimerStatus? Read(string function)
    {
        var path = PathOf(function);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<TimerStatus>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(string function, TimerStatus status)
    {
        Directory.CreateDirectory(directory);
        WholeFile.Write(PathOf(function), JsonSerializer.SerializeToUtf8Bytes(status));
    }

    private string PathOf(string function) => Path.Combine(directory, $"{function}.json");
}
