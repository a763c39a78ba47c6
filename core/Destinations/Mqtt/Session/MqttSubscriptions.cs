using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt.Session;

/// <summary>What is subscribed to, over all connections: a broker that forgot us is asked again.</summary>
internal sealed class MqttSubscriptions(PacketIds ids)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Wanted> wanted = [];
    private readonly Queue<string> farewells = new();
    private readonly HashSet<ushort> asked = [];
    private bool connected;

    /// <summary>Wants a filter; the task ends with the broker's answer.</summary>
    public Task<MqttQos> Add(string filter, MqttQos qos)
    {
        lock (gate)
        {
            if (wanted.Remove(filter, out var before))
            {
                before.Answer.TrySetCanceled(CancellationToken.None);
            }

            var entry = new Wanted(filter, qos);
            wanted[filter] = entry;
            return entry.Answer.Task;
        }
    }

    /// <summary>Wants a filter no longer.</summary>
    public void Remove(string filter)
    {
        lock (gate)
        {
            if (wanted.Remove(filter) && connected)
            {
                farewells.Enqueue(filter);
            }
        }
    }

    /// <summary>A connection begins.</summary>
    public void Connected(bool sessionPresent)
    {
        lock (gate)
        {
            connected = true;
            farewells.Clear();
            foreach (var id in asked)
            {
                ids.GiveBack(id); // its answer will not come any more
            }

            asked.Clear();
            foreach (var entry in wanted.Values)
            {
                entry.AskedWith = 0;
                entry.IsAsked &= sessionPresent && entry.Answer.Task.IsCompleted;
            }
        }
    }

    /// <summary>The next SUBSCRIBE or UNSUBSCRIBE to send; null when there is none.</summary>
    public MqttPacket? Next()
    {
        lock (gate)
        {
            if (farewells.TryDequeue(out var farewell))
            {
                return new MqttPacket.Unsubscribe(TakeId(), [farewell]);
            }

            if (wanted.Values.FirstOrDefault(entry => !entry.IsAsked) is not { } next)
            {
                return null;
            }

            next.IsAsked = true;
            next.AskedWith = TakeId();
            return new MqttPacket.Subscribe(next.AskedWith, [new MqttSubscription(next.Filter, (byte)next.Qos)]);
        }
    }

    /// <summary>SUBACK came.</summary>
    /// <returns>The filter, where the broker refused it and nobody waits to be told; else null.</returns>
    public string? Answered(MqttPacket.SubAck ack)
    {
        lock (gate)
        {
            GiveBackId(ack.Id);
            if (wanted.Values.FirstOrDefault(entry => entry.AskedWith == ack.Id) is not { } entry || ack.Reasons.IsEmpty)
            {
                return null;
            }

            entry.AskedWith = 0;
            var reason = ack.Reasons.Span[0];
            if (reason < MqttReasons.Failure)
            {
                entry.Answer.TrySetResult((MqttQos)reason);
                return null;
            }

            if (entry.Answer.TrySetException(new MqttException($"The broker refused the subscription to {entry.Filter} ({MqttReasons.Name(reason)}).")))
            {
                wanted.Remove(entry.Filter);
                return null;
            }

            return entry.Filter;
        }
    }

    /// <summary>UNSUBACK came.</summary>
    public void Answered(MqttPacket.UnsubAck ack)
    {
        lock (gate)
        {
            GiveBackId(ack.Id);
        }
    }

    /// <summary>The client ends: whoever waits for an answer is told.</summary>
    public void Close(string problem)
    {
        lock (gate)
        {
            foreach (var entry in wanted.Values)
            {
                entry.Answer.TrySetException(new MqttException(problem) { IsTransient = true });
            }
        }
    }

    private ushort TakeId()
    {
        var id = ids.Take();
        asked.Add(id);
        return id;
    }

    private void GiveBackId(ushort id)
    {
        if (asked.Remove(id))
        {
            ids.GiveBack(id);
        }
    }

    private sealed class Wanted(string filter, MqttQos qos)
    {
        public string Filter { get; } = filter;

        public MqttQos Qos { get; } = qos;

        public TaskCompletionSource<MqttQos> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAsked { get; set; }

        public ushort AskedWith { get; set; }
    }
}
