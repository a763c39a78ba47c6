namespace Butler.Core.Destinations;

/// <summary>The result of one attempt to send, and whether to retry.</summary>
public abstract record DeliveryOutcome
{
    /// <summary>The destination accepted the delivery.</summary>
    /// <param name="Answer">The destination's answer, shortened.</param>
    public sealed record Sent(string Answer) : DeliveryOutcome;

    /// <summary>A relay was asked to send the delivery; its reply has the result.</summary>
    /// <param name="CommandId">The id of the command.</param>
    /// <param name="Relay">The relay.</param>
    public sealed record Relayed(string CommandId, string Relay) : DeliveryOutcome;

    /// <summary>The attempt failed for a temporary reason.</summary>
    /// <param name="Reason">Why, without any secret.</param>
    /// <param name="RetryAfter">How long the destination asks callers to wait; null if it does not say.</param>
    public sealed record TryAgain(string Reason, TimeSpan? RetryAfter = null) : DeliveryOutcome
    {
        /// <summary>
        /// Whether the destination may have received the delivery nevertheless. The next attempt is then marked as a possible duplicate.
        /// </summary>
        public bool MaybeArrived { get; init; }
    }

    /// <summary>The destination rejects the delivery permanently.</summary>
    /// <param name="Reason">Why, without any secret.</param>
    public sealed record Refused(string Reason) : DeliveryOutcome;
}
