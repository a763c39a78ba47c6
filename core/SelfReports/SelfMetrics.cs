using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Core.SelfReports;

/// <summary>The data of <c>butler.metrics</c>: what a relay or an instance of the function app reports of itself.</summary>
public sealed record SelfMetrics
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>The instance of the function app; null for a relay.</summary>
    public string? Instance { get; init; }

    /// <summary>Bytes that objects take.</summary>
    public long HeapUsed { get; init; }

    /// <summary>Bytes set aside for objects.</summary>
    public long HeapTotal { get; init; }

    /// <summary>Private bytes beside the heap.</summary>
    public long External { get; init; }

    /// <summary>Bytes of the process in RAM.</summary>
    public long ProcessMemory { get; init; }

    /// <summary>How long the process runs, in milliseconds.</summary>
    public long UptimeMs { get; init; }

    /// <summary>The time to the next such event, in milliseconds.</summary>
    public long IntervalMs { get; init; }

    /// <summary>Counts since the start of the process, and current values.</summary>
    public required IReadOnlyDictionary<string, double> Counters { get; init; }

    /// <summary>What was counted since the event before, or since the start of the process; null for the function app.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? SinceLast { get; init; }

    /// <summary>Adds the memory of the process.</summary>
    public SelfMetrics With(ProcessMemory memory) => this with
    {
        HeapUsed = memory.HeapUsed,
        HeapTotal = memory.HeapTotal,
        External = memory.External,
        ProcessMemory = memory.Total,
    };

    /// <summary>The data of the event.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, SelfMetricsJson.Default.SelfMetrics);

    /// <summary>The memory in words, such as <c>11.77 of 22.37 MB of heap, 3.3 MB external, 94.19 MB in all</c>.</summary>
    public string MemoryWords() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Megabytes(HeapUsed):0.##} of {Megabytes(HeapTotal):0.##} MB of heap, {Megabytes(External):0.##} MB external, "
            + $"{Megabytes(ProcessMemory):0.##} MB in all");

    private static double Megabytes(long bytes) => bytes / 1024d / 1024;
}

/// <summary>Source-generated JSON of the data.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SelfMetrics))]
internal sealed partial class SelfMetricsJson : JsonSerializerContext;
