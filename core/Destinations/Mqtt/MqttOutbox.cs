namespace Butler.Core.Destinations.Mqtt;

/// <summary>
/// The messages to send, over all connections (MQTT 3.1.1 §4.1): those that wait, and those that are not acknowledged yet.
/// </summary>
internal sealed class MqttOutbox(MqttPacketIds ids, int maxWaiting)
{
    private readonly Lock gate = new();
    private readonly LinkedList<MqttOutgoing> waiting = new();
    private readonly List<MqttOutgoing> inFlight = [];
    private string? closed;

    /// <summary>Puts a message behind those that wait.</summary>
    /// <exception cref="MqttException">Too many wait, or the client has ended.</exception>
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

    /// <summary>Removes a message whose caller has stopped waiting, unless it has been sent.</summary>
    public void Withdraw(MqttOutgoing outgoing)
    {
        lock (gate)
        {
            waiting.Remove(outgoing);
        }
    }

    /// <summary>A connection begins.</summary>
    /// <returns>The messages under way, which are sent again.</returns>
    public IReadOnlyList<MqttOutgoing> Resume(bool sessionPresent)
    {
        lock (gate)
        {
            // A broker that lost the session may have dropped what it had not delivered, so the message is sent again, possibly twice.
            inFlight.ForEach(outgoing => outgoing.IsReleased &= sessionPresent);
            return [.. inFlight];
        }
    }

    /// <summary>The next message to send, which is under way from now on.</summary>
    /// <param name="hasQuota">Whether the broker takes one more message of a quality.</param>
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

    /// <summary>The message will not be sent: the broker does not take such a one.</summary>
    public void Fail(MqttOutgoing outgoing, string problem)
    {
        Forget(outgoing);
        outgoing.Fail(problem);
    }

    /// <summary>The client ends: everyone who waits for an acknowledgement gets the problem.</summary>
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
