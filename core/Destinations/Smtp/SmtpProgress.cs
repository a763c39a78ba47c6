using System.Globalization;
using System.Text;
using MailKit;

namespace Butler.Core.Destinations.Smtp;

/// <summary>
/// Follows MailKit's conversation with a server: at which step it is, what the server answered, and whether the end of the mail may have
/// been sent. MailKit's exceptions do not say where they happened. Nothing is written anywhere; the login is taken out of what is told.
/// </summary>
internal sealed class SmtpProgress(SmtpServer server, CancellationTokenSource patience) : IProtocolLogger, ITransferProgress
{
    /// <summary>How long the server may take for one step.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to receive the mail, and then to accept it: many look for spam and viruses meanwhile.</summary>
    public static readonly TimeSpan ContentPatience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan GoodByePatience = TimeSpan.FromSeconds(2);

    /// <summary>MailKit itself collects replies without a limit.</summary>
    private const int LongestReply = 16 * 1024;

    private readonly StringBuilder received = new();
    private SmtpStep step = SmtpStep.Reach;
    private TimeSpan allowed = Patience;
    private bool isEndSent;
    private bool isOver;


    /// <summary>Whether the server has been waited for since the connection was opened, and nothing has come.</summary>
    public bool IsAtGreeting => step == SmtpStep.Greeting && IsSilent;

    /// <summary>The server's answer to the mail.</summary>
    public string Answer => Reply?.ToString() ?? "";

    IAuthenticationSecretDetector? IProtocolLogger.AuthenticationSecretDetector { get; set; }

    private bool MaybeArrived => isEndSent && Reply is null;

    private SmtpReply? Reply => SmtpReply.Of(Received);

    private string Received => SmtpSecrets.Redact(received.ToString(), server);

    private bool IsSilent => received.Length == 0;

    /// <summary>There is a connection: TLS comes next, or the greeting.</summary>
    public void Connected() => Begin(server.Security == SmtpSecurity.Tls ? SmtpStep.Tls : SmtpStep.Greeting, Patience);

    public void LogConnect(Uri uri) => Begin(SmtpStep.Greeting, Patience);

    /// <summary>MailKit has sent something.</summary>
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

    /// <summary>MailKit has received something, and has not looked at it yet.</summary>
    /// <exception cref="SmtpFault">The conversation must not go on.</exception>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (isOver)
        {
            return;
        }

        received.Append(Encoding.UTF8.GetString(buffer, offset, count));
        if (received.Length > LongestReply)
        {
            throw Fault(SmtpRemedy.Time, string.Create(CultureInfo.InvariantCulture, $"{step.Name} was answered with more than {LongestReply} bytes"));
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

    /// <summary>MailKit is about to send what it was given of the mail. After the last of it comes the dot that ends it.</summary>
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

    /// <summary>The server's answer says no.</summary>
    public SmtpFault Refusal() => Reply is { } reply
        ? Fault(SmtpFault.RemedyOf(step, reply.Code), $"{step.Name} was answered {reply}")
        : Unreadable();

    /// <summary>What the server sent is not an answer, or it sent nothing and closed the connection.</summary>
    public SmtpFault Unreadable() => Fault(
        SmtpRemedy.Time,
        IsSilent ? $"the server closed the connection at {step.Name}" : $"{step.Name} was answered with what is no reply of an SMTP server: {SmtpReply.Shown(Received)}");

    /// <summary>The connection broke.</summary>
    public SmtpFault Broken(IOException e) => Fault(SmtpRemedy.Time, $"the connection broke at {step.Name}: {e.Message}");

    /// <summary>The step took too long.</summary>
    public SmtpFault TimedOut() => Fault(SmtpRemedy.Time, step == SmtpStep.Reach
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"not reached: {ConnectionFault.At(server.Host, server.Port)} does not answer within {allowed.TotalSeconds:0} s: the server is down, or a firewall drops the connection")
        : string.Create(CultureInfo.InvariantCulture, $"no answer to {step.Name} within {allowed.TotalSeconds:0} s"));

    /// <summary>All of it took too long.</summary>
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

    /// <summary>After the mail, or a refusal of it, only RSET and QUIT follow: what they come to does not count.</summary>
    private static bool IsLeave(ReadOnlySpan<byte> sent) => sent.SequenceEqual("RSET\r\n"u8) || sent.SequenceEqual("QUIT\r\n"u8);

    /// <summary>The step that a command begins; null where it goes on with one, as the parts of a login do.</summary>
    private static SmtpStep? StepOf(ReadOnlySpan<byte> command) =>
        command.StartsWith("EHLO "u8) || command.StartsWith("HELO "u8) ? SmtpStep.Hello
        : command.StartsWith("STARTTLS\r"u8) ? SmtpStep.StartTls
        : command.StartsWith("AUTH "u8) ? SmtpStep.Login
        : command.StartsWith("MAIL FROM:"u8) ? SmtpStep.Sender
        : command.StartsWith("RCPT TO:"u8) ? SmtpStep.Recipient
        : command.StartsWith("DATA\r"u8) ? SmtpStep.Data
        : null;
}
