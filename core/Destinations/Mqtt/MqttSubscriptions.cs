namespace Butler.Core.Destinations.Mqtt;

/// <summary>The subscriptions, over all connections. They are renewed at a broker that lost the session.</summary>
internal sealed class MqttSubscriptions
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Wanted> wanted = [];

    /// <summary>Adds a filter; the task completes with the broker's answer.</summary>
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

    /// <summary>A connection begins.</summary>
    public void Resume(bool sessionPresent)
    {
        lock (gate)
        {
            foreach (var entry in wanted.Values)
            {
                entry.IsAsked &= sessionPresent && entry.IsAnswered;
                entry.IsAnswered = entry.IsAsked;
            }
        }
    }

    /// <summary>The next filter to send to the broker; null when all were sent.</summary>
    public Wanted? Next()
    {
        lock (gate)
        {
            if (wanted.Values.FirstOrDefault(entry => !entry.IsAsked) is not { } next)
            {
                return null;
            }

            next.IsAsked = true;
            return next;
        }
    }

    /// <summary>The broker has answered.</summary>
    /// <returns>Whether the broker refused a filter that it granted before; no caller waits for this answer.</returns>
    public bool Answered(Wanted entry, byte reason)
    {
        lock (gate)
        {
            entry.IsAnswered = true;
            if (reason < MqttReasons.Failure)
            {
                entry.Answer.TrySetResult((MqttQos)reason);
                return false;
            }

            if (!entry.Answer.TrySetException(
                new MqttException($"The broker refused the subscription to {entry.Filter} ({MqttReasons.Name(reason)}).")))
            {
                return true;
            }

            if (wanted.GetValueOrDefault(entry.Filter) == entry)
            {
                wanted.Remove(entry.Filter);
            }

            return false;
        }
    }

    /// <summary>The client ends: all callers that wait for an answer get the problem.</summary>
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

    internal sealed class Wanted(string filter, MqttQos qos)
    {
        public string Filter { get; } = filter;

        public MqttQos Qos { get; } = qos;

        public TaskCompletionSource<MqttQos> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether SUBSCRIBE was sent, on this connection or to a session that the broker kept.</summary>
        public bool IsAsked { get; set; }

        /// <summary>Whether SUBACK was received.</summary>
        public bool IsAnswered { get; set; }
    }
}
