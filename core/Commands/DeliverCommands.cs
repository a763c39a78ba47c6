namespace Butler.Core.Commands;

/// <summary>A delivery through a destination in the relay's configuration file, which also holds the secrets.</summary>
public sealed record DeliverArguments
{
    /// <summary>The delivery's id: the relay sends each id at most once.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The destination's name in the relay's file.</summary>
    public required string Destination { get; init; }

    /// <summary>The id of the event, for the reader of the reply.</summary>
    public string? EventId { get; init; }

    /// <summary>The text to send: the HTTP body, the content of a file, or the MQTT payload.</summary>
    public string Body { get; init; } = "";

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Additional headers, for http; the relay's configuration file takes precedence.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// How the destination reports a failure in a 2xx answer, for http: the name of an <see cref="Destinations.AnswerForm"/>; null: only
    /// the
    /// status counts.
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>The file's name, for a file destination; null: the delivery's id.</summary>
    public string? FileName { get; init; }

    /// <summary>The topic, without wildcards, for mqtt.</summary>
    public string? Topic { get; init; }

    /// <summary>The quality of service from 0 to 2, for mqtt.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>Whether the broker retains the message for later subscribers, for mqtt.</summary>
    public bool Retain { get; init; }

    /// <summary>
    /// Several messages instead of <see cref="Topic"/> and <see cref="Body"/>, for mqtt, with the same quality of service and retain flag;
    /// null: one message.
    /// </summary>
    public IReadOnlyList<DeliverPublication>? Publications { get; init; }

    /// <summary>The mail, for smtp.</summary>
    public DeliverMail? Mail { get; init; }

    /// <summary>Whether an earlier sending may have arrived.</summary>
    public bool PossibleDuplicate { get; init; }
}

/// <summary>A message for a broker.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Body">The payload, as text.</param>
public sealed record DeliverPublication(string Topic, string Body);

/// <summary>A mail to one address.</summary>
public sealed record DeliverMail
{
    /// <summary>The sender, with or without a display name; the relay's configuration file takes precedence.</summary>
    public string? From { get; init; }

    /// <summary>The recipient's address.</summary>
    public required string To { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The body in HTML; empty: plain text only.</summary>
    public string Html { get; init; } = "";

    /// <summary>The body in plain text; empty: HTML only.</summary>
    public string Text { get; init; } = "";

    /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
    public string Priority { get; init; } = "normal";
}

/// <summary>The result of a delivery.</summary>
public sealed record DeliverResult
{
    /// <summary>
    /// The <see cref="Code"/> of a relay whose configuration file does not have the destination. Another relay may have it.
    /// </summary>
    public const string NoDestination = "no-destination";

    /// <summary>The reason of a refusal, for programs; null when <see cref="Outcome"/> says enough.</summary>
    public string? Code { get; init; }

    /// <summary><c>sent</c>, <c>tryAgain</c> or <c>refused</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The destination's answer, or why the delivery was not sent; without secrets.</summary>
    public string? Detail { get; init; }

    /// <summary>How many seconds the destination asks us to wait.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>True with <c>tryAgain</c> when the destination may have received the delivery nevertheless.</summary>
    public bool? MaybeArrived { get; init; }
}
