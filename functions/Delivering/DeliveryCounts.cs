using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering;

/// <summary>What this process did with deliveries since its start, by channel; also exposed as instruments.</summary>
internal sealed class DeliveryCounts
{
    private readonly ConcurrentDictionary<string, ChannelCount> channels = new(StringComparer.Ordinal);
    private readonly ConfigurationSource configuration;

    public DeliveryCounts(Meter meter, ConfigurationSource configuration)
    {
        this.configuration = configuration;
        Counter("planned", "Deliveries that were put on the queue.", count => count.Planned);
        Counter("sent", "Deliveries that their destination has accepted.", count => count.Sent);
        Counter("retried", "Attempts after which another one was planned.", count => count.Retried);
        Counter("dead", "Deliveries that were given up.", count => count.Dead);

        void Counter(string name, string description, Func<DeliveryTotals, long> value) =>
            meter.CreateObservableCounter($"butler.deliveries.{name}", () => Measurements(value), "{delivery}", description);
    }

    /// <summary>The sums of all channels.</summary>
    public DeliveryTotals Totals => channels.Values.Aggregate(new DeliveryTotals(), (sum, channel) => sum + channel.Read());

    public void AddPlanned(string channel) => Interlocked.Increment(ref Of(channel).Planned);

    public void AddSent(string channel) => Interlocked.Increment(ref Of(channel).Sent);

    public void AddRetried(string channel) => Interlocked.Increment(ref Of(channel).Retried);

    public void AddDead(string channel) => Interlocked.Increment(ref Of(channel).Dead);

    private ChannelCount Of(string channel) => channels.GetOrAdd(channel, _ => new ChannelCount());

    private IEnumerable<Measurement<long>> Measurements(Func<DeliveryTotals, long> value)
    {
        var types = configuration.Latest?.Channels;
        foreach (var (channel, count) in channels)
        {
            yield return new Measurement<long>(value(count.Read()), ChannelTags.Of(channel, types?.GetValueOrDefault(channel)?.Type));
        }
    }

    private sealed class ChannelCount
    {
        public long Planned;
        public long Sent;
        public long Retried;
        public long Dead;

        public DeliveryTotals Read() => new(
            Interlocked.Read(ref Planned), Interlocked.Read(ref Sent), Interlocked.Read(ref Retried), Interlocked.Read(ref Dead));
    }
}
