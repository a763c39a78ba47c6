using System.Diagnostics.Metrics;

namespace Butler.Tests;

/// <summary>Reads the instruments of one meter, and no other's of the same name.</summary>
internal sealed class MeterReading : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<string> recorded = [];
    private readonly MeterListener listener = new();

    public MeterReading(Meter meter)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => Add(instrument, FormattableString.Invariant($"{value}"), tags));
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => Add(instrument, FormattableString.Invariant($"{value}"), tags));
        listener.Start();
    }

    /// <summary>What was recorded, and the observable instruments now: a line for each value.</summary>
    public IReadOnlyList<string> Read()
    {
        listener.RecordObservableInstruments();
        lock (gate)
        {
            return [.. recorded];
        }
    }

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var shown = string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        lock (gate)
        {
            recorded.Add($"{instrument.Name} [{instrument.Unit}] {value}{(shown.Length > 0 ? $" ({shown})" : "")}");
        }
    }
}
