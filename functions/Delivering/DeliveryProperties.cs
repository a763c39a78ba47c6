namespace Butler.Functions.Delivering;

/// <summary>The properties of a delivery's message.</summary>
internal static class DeliveryProperties
{
    /// <summary>The answer of a destination that has received the delivery, when the row does not have it yet.</summary>
    public const string Sent = "sent";

    /// <summary>The number of the replay, from 1; absent on the first sending.</summary>
    public const string Replay = "replay";

    /// <summary>Marks a delivery that returns from a relay: only its outcome must be recorded.</summary>
    public const string Relayed = "relayed";

    /// <summary>Marks an attempt when an earlier one may have arrived.</summary>
    public const string MaybeArrived = "maybearrived";

    /// <summary>When the wait of the message was last recorded in the row, as ISO 8601 text.</summary>
    public const string WaitNoted = "waitnoted";
}
