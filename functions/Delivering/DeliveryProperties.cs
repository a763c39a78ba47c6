namespace Butler.Functions.Delivering;

/// <summary>The properties that a delivery's message may have on its queue.</summary>
internal static class DeliveryProperties
{
    /// <summary>The answer of a destination that has the delivery already: only the row does not say so yet.</summary>
    public const string Sent = "sent";

    /// <summary>Counts the replays, from 1; absent on the first sending.</summary>
    public const string Replay = "replay";

    /// <summary>Marks a delivery that comes back from a relay: only its outcome is to be recorded.</summary>
    public const string Relayed = "relayed";

    /// <summary>Marks a next attempt when an earlier one may have arrived.</summary>
    public const string MaybeArrived = "maybearrived";

    /// <summary>The time at which the row last said that its message waits, as ISO 8601 text.</summary>
    public const string WaitNoted = "waitnoted";
}
