namespace Butler.Core.Commands;

/// <summary>Something to send to a destination that the relay's own file names, with the secrets that stand there.</summary>
public sealed record DeliverArguments
{
    /// <summary>The delivery's id: what was sent once under it is not sent again.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The destination's name in the relay's file.</summary>
    public required string Destination { get; init; }

    /// <summary>The event that it tells of, for who reads the reply.</summary>
    public string? EventId { get; init; }

    /// <summary>What to send, as text; for http the body, for a file its content, for mqtt the payload.</summary>
    public string Body { get; init; } = "";

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>More headers, for http; what the relay's file says wins.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// How the destination says in a 2xx answer that it failed, for http: the name of an <see cref="Destinations.AnswerForm"/>; null: the
    /// status decides.
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>The file's name, for a file destination; null: the delivery's id.</summary>
    public string? FileName { get; init; }

    /// <summary>The topic, without wildcards, for mqtt.</summary>
    public string? Topic { get; init; }

    /// <summary>The quality of service from 0 to 2, for mqtt.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>Whether the broker keeps it for who subscribes later, for mqtt.</summary>
    public bool Retain { get; init; }

    /// <summary>Several messages in place of <see cref="Topic"/> and <see cref="Body"/>, for mqtt; all have its quality and retain; null: there is one.</summary>
    public IReadOnlyList<DeliverPublication>? Publications { get; init; }

    /// <summary>The mail, for smtp.</summary>
    public DeliverMail? Mail { get; init; }

    /// <summary>Whether an earlier sending may have arrived.</summary>
    public bool PossibleDuplicate { get; init; }
}

/// <summary>One of several messages for a broker.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Body">The payload, as text.</param>
public sealed record DeliverPublication(string Topic, string Body);

/// <summary>A mail to one address.</summary>
public sealed record DeliverMail
{
    /// <summary>The sender, with or without a display name; what the relay's file says wins.</summary>
    public string? From { get; init; }

    /// <summary>The recipient's address.</summary>
    public required string To { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The body in HTML; empty: there is the plain text only.</summary>
    public string Html { get; init; } = "";

    /// <summary>The body in plain text; empty: there is the HTML only.</summary>
    public string Text { get; init; } = "";

    /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
    public string Priority { get; init; } = "normal";
}

/// <summary>What became of a delivery.</summary>
public sealed record DeliverResult
{
    /// <summary>The <see cref="Code"/> of a relay whose file does not name the destination: another relay may have it.</summary>
    public const string NoDestination = "no-destination";

    /// <summary>Why it was refused, for programs; null where there is no more to say than <see cref="Outcome"/> does.</summary>
    public string? Code { get; init; }

    /// <summary><c>sent</c>, <c>tryAgain</c> or <c>refused</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>What the destination said, or why it was not sent; no secrets.</summary>
    public string? Detail { get; init; }

    /// <summary>How many seconds the destination asks us to wait.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>True with <c>tryAgain</c> where the destination may have taken it all the same.</summary>
    public bool? MaybeArrived { get; init; }
}
