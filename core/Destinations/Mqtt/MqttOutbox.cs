namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// The outgoing messages, over all connections (MQTT 3.1.1 §4.1): waiting ones and unacknowledged ones.
/// </summary>
internal sealed class MqttOutbox(MqttPacketIds ids, int maxWaiting)
{
    private readonly Lock gate = new();
    private readonly LinkedList<MqttOutgoing> waiting = new();
    private readonly List<MqttOutgoing> inFlight = [];
    private string? closed;

    /// <summary>Adds a message to the waiting ones.</summary>
    /// <exception cref="MqttException">Too many messages are waiting, or the client has ended.</exception>
    public void Add(MqttOutgoing outgoing)
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

            waiting.AddLast(outgoing);
        }
    }

    /// <summary>Removes a message that was not sent yet and whose caller canceled.</summary>
    public void Withdraw(MqttOutgoing outgoing)
    {
        lock (gate)
        {
            waiting.Remove(outgoing);
        }
    }

    /// <summary>A connection begins.</summary>
    /// <returns>The unacknowledged messages, which are sent again.</returns>
    public IReadOnlyList<MqttOutgoing> Resume(bool sessionPresent)
    {
        lock (gate)
        {
            // A broker that lost the session may have dropped the message, so it is sent again, and may arrive twice.
            inFlight.ForEach(outgoing => outgoing.IsReleased &= sessionPresent);
            return [.. inFlight];
        }
    }

    /// <summary>Takes the next message to send, which is then unacknowledged.</summary>
    /// <param name="hasQuota">Whether the broker accepts another message of a quality of service.</param>
    public MqttOutgoing? Next(Func<MqttQos, bool> hasQuota)
    {
        lock (gate)
        {
            if (waiting.First is not { Value: var outgoing } || !hasQuota(outgoing.Qos))
            {
                return null;
            }

            waiting.RemoveFirst();
            if (outgoing.Qos > MqttQos.AtMostOnce)
            {
                outgoing.Id = ids.Take();
                inFlight.Add(outgoing);
            }

            return outgoing;
        }
    }

    /// <summary>The broker has acknowledged or refused a message.</summary>
    public void End(MqttOutgoing outgoing, byte reason, string? said)
    {
        Forget(outgoing);
        if (reason >= MqttReasons.Failure)
        {
            outgoing.Fail($"the broker answered {MqttReasons.With(reason, said)}", isTransient: MqttReasons.MayPass(reason));
        }
        else
        {
            outgoing.Done.TrySetResult();
        }
    }

    /// <summary>The message is not sent, because the broker does not accept it.</summary>
    public void Fail(MqttOutgoing outgoing, string problem)
    {
        Forget(outgoing);
        outgoing.Fail(problem);
    }

    /// <summary>The client ends: all callers that wait for an acknowledgement get the problem.</summary>
    public void Close(string problem)
    {
        List<MqttOutgoing> left;
        lock (gate)
        {
            closed = problem;
            left = [.. inFlight, .. waiting];
            inFlight.Clear();
            waiting.Clear();
        }

        left.ForEach(outgoing => outgoing.Fail(problem, isTransient: true));
    }

    private void Forget(MqttOutgoing outgoing)
    {
        lock (gate)
        {
            if (inFlight.Remove(outgoing))
            {
                ids.GiveBack(outgoing.Id);
            }
        }
    }
}
