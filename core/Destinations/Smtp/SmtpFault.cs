namespace Butler.Core.Destinations.Smtp;

/// <summary>The remedies for a mail that was not sent.</summary>
internal enum SmtpRemedy
{
    /// <summary>A later retry.</summary>
    Time,

    /// <summary>An operator must correct the login, the certificate, the server or its settings.</summary>
    Operator,

    /// <summary>None: the server rejects this mail permanently.</summary>
    None,
}

/// <summary>The mail was not sent.</summary>
internal sealed class SmtpFault(SmtpRemedy remedy, string message) : Exception(message)
{
    public SmtpRemedy Remedy => remedy;

    /// <summary>Whether the server may have accepted the mail: its end was sent, and no answer was received.</summary>
    public bool MaybeArrived { get; init; }

    /// <summary>
    /// Decides which answers may be retried. A 4xx is temporary. A 5xx to the mail is permanent. A 5xx to the login or the conversation is
    /// not: waiting mails are sent after an operator has corrected the cause.
    /// </summary>
    public static SmtpRemedy RemedyOf(SmtpStep step, int code) => code switch
    {
        < 500 => SmtpRemedy.Time,
        530 or 534 or 535 or 538 => SmtpRemedy.Operator,
        _ => step.IsAboutMail ? SmtpRemedy.None : SmtpRemedy.Operator,
    };
}
