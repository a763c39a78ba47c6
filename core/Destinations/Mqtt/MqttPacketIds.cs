namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// Provides packet ids from 1 to 65,535, each in use at most once (MQTT 3.1.1 §2.3.1). The first id is random, so that a broker that
/// keeps the session of an earlier process does not mistake a new message for an old one.
/// </summary>
internal sealed class MqttPacketIds(Random random)
{
    private readonly Lock gate = new();
    private readonly HashSet<ushort> used = [];
    private ushort last = (ushort)random.Next(ushort.MaxValue);

    public ushort Take()
    {
        lock (gate)
        {
            do
            {
                last = last == ushort.MaxValue ? (ushort)1 : (ushort)(last + 1);
            }
            while (!used.Add(last));
            return last;
        }
    }

    public void GiveBack(ushort id)
    {
        lock (gate)
        {
            used.Remove(id);
        }
    }
}
