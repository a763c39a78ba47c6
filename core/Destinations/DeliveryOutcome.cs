namespace Butler.Core.Destinations;

/// <summary>What became of one attempt to send: done, or not; and may it be tried again?</summary>
public abstract record DeliveryOutcome
{
    /// <summary>The destination has taken it.</summary>
    /// <param name="Answer">What it said, in short.</param>
    public sealed record Sent(string Answer) : DeliveryOutcome;

    /// <summary>A relay has been asked to send it; the relay's reply says what became of it.</summary>
    /// <param name="CommandId">The command that asks.</param>
    /// <param name="Relay">The relay.</param>
    public sealed record Relayed(string CommandId, string Relay) : DeliveryOutcome;

    /// <summary>It failed for a reason that passes.</summary>
    /// <param name="Reason">Why, without any secret.</param>
    /// <param name="RetryAfter">How long the destination asks us to wait, if it said so.</param>
    public sealed record TryAgain(string Reason, TimeSpan? RetryAfter = null) : DeliveryOutcome
    {
        /// <summary>Whether the destination may have taken it all the same: the next attempt is marked as a possible duplicate.</summary>
        public bool MaybeArrived { get; init; }
    }

    /// <summary>The destination will never take it as it is.</summary>
    /// <param name="Reason">Why, without any secret.</param>
    public sealed record Refused(string Reason) : DeliveryOutcome;
}
