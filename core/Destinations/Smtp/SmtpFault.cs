namespace Butler.Core.Destinations.Smtp;

/// <summary>What has to happen before a mail can be sent after all.</summary>
internal enum SmtpRemedy
{
    /// <summary>Nothing but time.</summary>
    Time,

    /// <summary>An operator has to correct the login, the certificate, the server or its settings.</summary>
    Operator,

    /// <summary>The mail would have to be another.</summary>
    None,
}

/// <summary>The mail was not sent.</summary>
internal sealed class SmtpFault(SmtpRemedy remedy, string message) : Exception(message)
{
    public SmtpRemedy Remedy => remedy;

    /// <summary>Whether the server may have taken the mail all the same: its end was sent, and no answer came.</summary>
    public bool MaybeArrived { get; init; }

    /// <summary>
    /// Which answers may be tried again is decided here: a 4xx passes by itself. A 5xx to the mail is final, one to the login or to the
    /// conversation as such is not: once an operator has corrected that, what waited is sent.
    /// </summary>
    public static SmtpRemedy RemedyOf(SmtpStep step, int code) => code switch
    {
        < 500 => SmtpRemedy.Time,
        530 or 534 or 535 or 538 => SmtpRemedy.Operator,
        _ => step.IsAboutMail ? SmtpRemedy.None : SmtpRemedy.Operator,
    };
}
