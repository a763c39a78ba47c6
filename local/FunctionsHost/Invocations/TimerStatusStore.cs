using System.Text.Json;
using Butler.Local.Files;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>Keeps each timer's status in a file of the data directory, as the real host keeps it in blob storage.</summary>
internal sealed class TimerStatusStore(string dataDirectory)
{
    private readonly string directory = Path.Combine(dataDirectory, "timers");

    /// <returns>Null when there is none, or none that can be read: then nothing is known to have been missed.</returns>
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
