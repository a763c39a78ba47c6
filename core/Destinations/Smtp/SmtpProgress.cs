using System.Globalization;
using System.Text;
using MailKit;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Follows MailKit's conversation with a server: the step, the server's answer, and whether the end of the mail may have been sent.
/// MailKit's exceptions do not name the step. Nothing is written to a log, and the login is removed from all reasons.
/// </summary>
internal sealed class SmtpProgress(SmtpServer server, CancellationTokenSource patience) : IProtocolLogger, ITransferProgress
{
    /// <summary>The time limit of one step.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The time limit to receive and then accept the mail: many servers scan for spam and viruses.</summary>
    public static readonly TimeSpan ContentPatience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan GoodByePatience = TimeSpan.FromSeconds(2);

    /// <summary>The maximum size of a reply; MailKit itself has no limit.</summary>
    private const int LongestReply = 16 * 1024;

    private readonly StringBuilder received = new();
    private SmtpStep step = SmtpStep.Reach;
    private TimeSpan allowed = Patience;
    private bool isEndSent;
    private bool isOver;

    /// <summary>Whether the server has sent nothing since the connection was opened.</summary>
    public bool IsAtGreeting => step == SmtpStep.Greeting && IsSilent;

    /// <summary>The server's answer to the mail.</summary>
    public string Answer => Reply?.ToString() ?? "";

    IAuthenticationSecretDetector? IProtocolLogger.AuthenticationSecretDetector { get; set; }

    private bool MaybeArrived => isEndSent && Reply is null;

    private SmtpReply? Reply => SmtpReply.Of(Received);

    private string Received => SmtpSecrets.Redact(received.ToString(), server);

    private bool IsSilent => received.Length == 0;

    /// <summary>The next step is to reach the server.</summary>
    public void Reach() => Begin(SmtpStep.Reach, Patience);

    /// <summary>The connection is that of another mail; the next step is to ask whether it is still open.</summary>
    /// <param name="next">Ends the conversation when a step takes too long.</param>
    public void Continue(CancellationTokenSource next)
    {
        patience = next;
        (isEndSent, isOver) = (false, false);
        Begin(SmtpStep.Greeting, Patience);
    }

    /// <summary>The connection is open; the next step is TLS or the greeting.</summary>
    public void Connected() => Begin(server.Security == SmtpSecurity.Tls ? SmtpStep.Tls : SmtpStep.Greeting, Patience);

    public void LogConnect(Uri uri) => Begin(SmtpStep.Greeting, Patience);

    /// <summary>MailKit has sent data.</summary>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var sent = buffer.AsSpan(offset, count);
        if (!isOver && IsLeave(sent))
        {
            isOver = true;
            patience.CancelAfter(GoodByePatience);
        }
        else if (!isOver && step != SmtpStep.Content)
        {
            Begin(StepOf(sent) ?? step, Patience);
        }
    }

    /// <summary>MailKit has received data, and has not parsed it yet.</summary>
    /// <exception cref="SmtpFault">The conversation must not continue.</exception>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (isOver)
        {
            return;
        }

        received.Append(Encoding.UTF8.GetString(buffer, offset, count));
        if (received.Length > LongestReply)
        {
            throw Fault(
                SmtpRemedy.Time,
                string.Create(CultureInfo.InvariantCulture, $"{step.Name} was answered with more than {LongestReply} bytes"));
        }

        var code = Reply?.Code;
        if (step == SmtpStep.Hello && code is not (null or 250 or 500 or 501 or 502 or 504 or 550))
        {
            throw Refusal(); // MailKit would say HELO after any answer.
        }

        if (step == SmtpStep.StartTls && Received.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 && end < received.Length - 1)
        {
            throw Fault(SmtpRemedy.Time, "the server sent more after its reply to STARTTLS than TLS");
        }

        if (step == SmtpStep.StartTls && code == 220)
        {
            Begin(SmtpStep.Tls, Patience);
        }
        else if (step == SmtpStep.Data && code == 354)
        {
            Begin(SmtpStep.Content, ContentPatience);
        }
    }

    /// <summary>MailKit is about to send a part of the mail. After the last part it sends the final dot.</summary>
    public void Report(long bytesTransferred, long totalSize)
    {
        if (!isEndSent && bytesTransferred >= totalSize)
        {
            isEndSent = true;
            Allow(ContentPatience);
        }
    }

    public void Report(long bytesTransferred)
    {
    }

    /// <summary>The fault for a negative answer.</summary>
    public SmtpFault Refusal() => Reply is { } reply
        ? Fault(SmtpFault.RemedyOf(step, reply.Code), $"{step.Name} was answered {reply}")
        : Unreadable();

    /// <summary>The fault for a malformed answer, or a connection closed without one.</summary>
    public SmtpFault Unreadable() => Fault(
        SmtpRemedy.Time,
        IsSilent
            ? $"the server closed the connection at {step.Name}"
            : $"{step.Name} was answered with text that is not an SMTP reply: {SmtpReply.Shown(Received)}");

    /// <summary>The fault for a broken connection.</summary>
    public SmtpFault Broken(IOException e) => Fault(SmtpRemedy.Time, $"the connection broke at {step.Name}: {e.Message}");

    /// <summary>The fault for a step that took too long.</summary>
    public SmtpFault TimedOut() => Fault(SmtpRemedy.Time, step == SmtpStep.Reach
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"not reached: {ConnectionFault.At(server.Host, server.Port)} does not answer within {allowed.TotalSeconds:0} s: the server is "
                + $"down, or a firewall drops the connection")
        : string.Create(CultureInfo.InvariantCulture, $"no answer to {step.Name} within {allowed.TotalSeconds:0} s"));

    /// <summary>The fault for a conversation that took too long.</summary>
    public SmtpFault TimedOut(TimeSpan limit) =>
        Fault(SmtpRemedy.Time, string.Create(CultureInfo.InvariantCulture, $"not sent within {limit.TotalSeconds:0} s"));

    public void Dispose()
    {
    }

    private SmtpFault Fault(SmtpRemedy remedy, string message) => new(remedy, message) { MaybeArrived = MaybeArrived };

    private void Begin(SmtpStep next, TimeSpan time)
    {
        step = next;
        received.Clear();
        Allow(time);
    }

    private void Allow(TimeSpan time)
    {
        allowed = time;
        patience.CancelAfter(time);
    }

    /// <summary>Whether the command is RSET or QUIT, which follow the mail or its refusal; their results are ignored.</summary>
    private static bool IsLeave(ReadOnlySpan<byte> sent) => sent.SequenceEqual("RSET\r\n"u8) || sent.SequenceEqual("QUIT\r\n"u8);

    /// <summary>The step that a command begins; null when it continues a step, such as a part of the login.</summary>
    private static SmtpStep? StepOf(ReadOnlySpan<byte> command) =>
        command.StartsWith("EHLO "u8) || command.StartsWith("HELO "u8) ? SmtpStep.Hello
        : command.StartsWith("STARTTLS\r"u8) ? SmtpStep.StartTls
        : command.StartsWith("AUTH "u8) ? SmtpStep.Login
        : command.StartsWith("MAIL FROM:"u8) ? SmtpStep.Sender
        : command.StartsWith("RCPT TO:"u8) ? SmtpStep.Recipient
        : command.StartsWith("DATA\r"u8) ? SmtpStep.Data
        : null;
}
