namespace Butler.Core.Destinations.Mqtt;

/// <summary>What is subscribed to, over all connections: a broker that forgot us is asked again.</summary>
internal sealed class MqttSubscriptions
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Wanted> wanted = [];

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

    /// <summary>The next filter that the broker has not been asked for; null when it has all.</summary>
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
    /// <returns>Whether it refused a filter that it had granted before, so that no caller gets the refusal.</returns>
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

    /// <summary>The client ends: everyone who waits for an answer gets the problem.</summary>
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

        /// <summary>Whether SUBACK came.</summary>
        public bool IsAnswered { get; set; }
    }
}
