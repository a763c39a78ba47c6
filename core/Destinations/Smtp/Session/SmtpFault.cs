namespace Butler.Core.Destinations.Smtp.Session;

/// <summary>What has to happen before a mail can be sent after all.</summary>
internal enum SmtpRemedy
{
    /// <summary>Nothing but time.</summary>
    Time,

    /// <summary>An operator has to mend the login, the certificate, the server or its settings.</summary>
    Operator,

    /// <summary>The mail would have to be another.</summary>
    None,
}

/// <summary>The mail was not sent.</summary>
internal sealed class SmtpFault(SmtpRemedy remedy, string message, SmtpReply? reply = null, Exception? inner = null) : Exception(message, inner)
{
    public SmtpRemedy Remedy => remedy;

    /// <summary>Whether the server waits for the next command, so that one can take leave of it.</summary>
    public bool IsOrderly => reply is not null || remedy != SmtpRemedy.Time;

    /// <summary>
    /// Which answers may be tried again is decided here: a 4xx passes by itself. A 5xx to the mail is final, one to the login or to the
    /// conversation as such is not: once an operator has mended that, what waited is sent.
    /// </summary>
    public static SmtpFault Of(SmtpStep step, SmtpReply reply)
    {
        var remedy = reply.Code switch
        {
            < 500 => SmtpRemedy.Time,
            530 or 534 or 535 or 538 => SmtpRemedy.Operator,
            _ => step.IsAboutMail ? SmtpRemedy.None : SmtpRemedy.Operator,
        };
        return new SmtpFault(remedy, $"{step.Name} was answered {reply}", reply);
    }
}
