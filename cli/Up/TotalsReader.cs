using System.Text.Json;
using Butler.Cli.Up.Output;
using Butler.Core.Commands;
using Butler.Functions.Delivering;
using Butler.RelayAgent.Health;

namespace Butler.Cli.Up;

/// <summary>Reads the totals that relay and function app write to files. Files of an earlier run are deleted at the start.</summary>
internal sealed class TotalsReader
{
    private readonly string relay;

    public TotalsReader(DataDirectory data)
    {
        relay = StatusFile.PathIn(data.Journal);
        Deliveries = data.PathOf("deliveries.json");
        File.Delete(relay);
        File.Delete(Deliveries);
    }

    /// <summary>The file of the function app.</summary>
    public string Deliveries { get; }

    public UpTotals Read() => new(
        Read(relay, file => JsonSerializer.Deserialize(file, RelayJson.Default.Heartbeat))?.Counters,
        Read(Deliveries, file => JsonSerializer.Deserialize(file, DeliveryTotalsJson.Default.DeliveryTotals)));

    /// <summary>Both files are replaced as a whole; until a part has written its file, its totals are unknown.</summary>
    private static T? Read<T>(string path, Func<byte[], T?> read)
        where T : class
    {
        try
        {
            return File.Exists(path) ? read(File.ReadAllBytes(path)) : null;
        }
        catch (IOException)
        {
            return null; // deleted or replaced at this moment
        }
    }
}
