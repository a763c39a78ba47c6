using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt.Session;

/// <summary>
/// What outlives a connection (MQTT 3.1.1 §4.1, §4.3): messages not yet acknowledged, and the ids of those taken with quality 2.
/// It does no input or output: it says what to send next, and what to answer.
/// </summary>
internal sealed class MqttSession(PacketIds ids, int maxWaiting)
{
    /// <summary>PUBREL or PUBCOMP of version 5: the other side does not know the id.</summary>
    private const byte IdNotFound = 0x92;

    private readonly Lock gate = new();
    private readonly LinkedList<Outgoing> waiting = new();
    private readonly List<Outgoing> inFlight = [];
    private readonly HashSet<ushort> taken = [];
    private MqttLimits? limits;
    private string? closed;

    /// <summary>Puts a message behind those that wait.</summary>
    /// <exception cref="MqttException">Too many wait, or the client has ended.</exception>
    public Outgoing Add(MqttPacket.Publish packet)
    {
        lock (gate)
        {
            if (closed is not null)
            {
                throw new MqttException(closed) { IsTransient = true };
            }

            if (waiting.Count >= maxWaiting)
            {
                throw new MqttException($"{waiting.Count} messages wait for the broker already.") { IsTransient = true };
            }

            return waiting.AddLast(new Outgoing(packet)).Value;
        }
    }

    /// <summary>Takes a message back that nobody waits for any more, if it is not under way yet.</summary>
    public void Withdraw(Outgoing outgoing)
    {
        lock (gate)
        {
            waiting.Remove(outgoing);
        }
    }

    /// <summary>A connection begins: what is under way is sent again.</summary>
    /// <param name="sessionPresent">Whether the broker remembers us.</param>
    /// <param name="granted">What it asked for.</param>
    public void Connected(bool sessionPresent, MqttLimits granted)
    {
        lock (gate)
        {
            limits = granted;
            foreach (var outgoing in inFlight)
            {
                outgoing.IsSentHere = false;

                // A broker that forgot us may have thrown away what it had not passed on: rather twice than not at all.
                outgoing.IsReleased &= sessionPresent;
            }

            if (!sessionPresent)
            {
                taken.Clear();
            }
        }
    }

    /// <summary>The connection has ended: nothing more is to be sent.</summary>
    public void Disconnected()
    {
        lock (gate)
        {
            limits = null;
        }
    }

    /// <summary>What to send now; null when there is nothing, or the broker must acknowledge something first.</summary>
    public (MqttPacket Packet, Outgoing Outgoing)? Next()
    {
        lock (gate)
        {
            return limits is null ? null : Resent(limits) ?? Fresh(limits);
        }
    }

    /// <summary>The message will not be sent: the broker does not take such a one.</summary>
    public void Fail(Outgoing outgoing, string problem)
    {
        lock (gate)
        {
            Forget(outgoing);
        }

        outgoing.Fail(problem);
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP came.</summary>
    /// <returns>What to answer; null: nothing.</returns>
    public MqttPacket? Acknowledged(MqttPacket.Ack ack)
    {
        lock (gate)
        {
            return ack.Type switch
            {
                MqttPacketType.PubRel => new MqttPacket.Ack(MqttPacketType.PubComp, ack.Id, taken.Remove(ack.Id) ? (byte)0 : IdNotFound),
                MqttPacketType.PubAck => End(ack, MqttQos.AtLeastOnce),
                MqttPacketType.PubRec => Received(ack),
                _ => End(ack, MqttQos.ExactlyOnce),
            };
        }
    }

    /// <summary>A message of quality 2 came.</summary>
    /// <returns>False when it came before, and must not be handed on again.</returns>
    public bool Take(ushort id)
    {
        lock (gate)
        {
            return taken.Add(id);
        }
    }

    /// <summary>The client ends: whoever waits for an acknowledgement is told.</summary>
    public void Close(string problem)
    {
        List<Outgoing> left;
        lock (gate)
        {
            closed = problem;
            left = [.. inFlight, .. waiting];
            inFlight.Clear();
            waiting.Clear();
        }

        left.ForEach(outgoing => outgoing.Fail(problem, isTransient: true));
    }

    private (MqttPacket Packet, Outgoing Outgoing)? Resent(MqttLimits granted)
    {
        foreach (var outgoing in inFlight)
        {
            if (outgoing.IsSentHere || (!outgoing.IsReleased && Unacknowledged() >= granted.ReceiveMaximum))
            {
                continue;
            }

            outgoing.IsSentHere = true;
            MqttPacket packet = outgoing.IsReleased
                ? new MqttPacket.Ack(MqttPacketType.PubRel, outgoing.Packet.Id)
                : outgoing.Packet with { Duplicate = outgoing.WasSent };
            return (packet, outgoing);
        }

        return null;
    }

    private (MqttPacket Packet, Outgoing Outgoing)? Fresh(MqttLimits granted)
    {
        if (waiting.First is not { Value: var outgoing })
        {
            return null;
        }

        if (outgoing.Packet.Qos > MqttQos.AtMostOnce)
        {
            if (Unacknowledged() >= granted.ReceiveMaximum)
            {
                return null;
            }

            outgoing.Packet = outgoing.Packet with { Id = ids.Take() };
            inFlight.Add(outgoing);
            outgoing.IsSentHere = true;
        }

        waiting.RemoveFirst();
        return (outgoing.Packet, outgoing);
    }

    private int Unacknowledged() => inFlight.Count(outgoing => outgoing.IsSentHere);

    private MqttPacket? Received(MqttPacket.Ack ack)
    {
        if (Find(ack.Id, MqttQos.ExactlyOnce) is not { } outgoing)
        {
            return new MqttPacket.Ack(MqttPacketType.PubRel, ack.Id, IdNotFound);
        }

        if (ack.Reason >= MqttReasons.Failure)
        {
            return End(ack, MqttQos.ExactlyOnce);
        }

        outgoing.IsReleased = true;
        return new MqttPacket.Ack(MqttPacketType.PubRel, ack.Id);
    }

    private MqttPacket? End(MqttPacket.Ack ack, MqttQos qos)
    {
        if (Find(ack.Id, qos) is not { } outgoing || (ack.Type == MqttPacketType.PubComp && !outgoing.IsReleased))
        {
            return null; // acknowledged twice, or of a session that is gone
        }

        Forget(outgoing);
        if (ack.Reason >= MqttReasons.Failure && ack.Type != MqttPacketType.PubComp)
        {
            outgoing.Fail($"the broker answered {MqttReasons.With(ack.Reason, ack.Properties)}", isTransient: MqttReasons.MayPass(ack.Reason));
        }
        else
        {
            outgoing.Done.TrySetResult();
        }

        return null;
    }

    private Outgoing? Find(ushort id, MqttQos qos) => inFlight.Find(outgoing => outgoing.Packet.Id == id && outgoing.Packet.Qos == qos);

    private void Forget(Outgoing outgoing)
    {
        if (inFlight.Remove(outgoing))
        {
            ids.GiveBack(outgoing.Packet.Id);
        }
    }
}
