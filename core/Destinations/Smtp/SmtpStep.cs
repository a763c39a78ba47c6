namespace Butler.Core.Destinations.Smtp;

/// <summary>A step of the conversation, with its name for reasons.</summary>
/// <param name="Name">The name of the step.</param>
/// <param name="IsAboutMail">
/// Whether a refusal concerns this mail; if not, it concerns the sender's settings, and an operator can fix it.
/// </param>
internal sealed record SmtpStep(string Name, bool IsAboutMail = false)
{
    public static readonly SmtpStep Reach = new("TCP");
    public static readonly SmtpStep Tls = new("TLS");
    public static readonly SmtpStep Greeting = new("the connection");
    public static readonly SmtpStep Hello = new("EHLO");
    public static readonly SmtpStep StartTls = new("STARTTLS");
    public static readonly SmtpStep Login = new("AUTH");
    public static readonly SmtpStep Sender = new("MAIL FROM", IsAboutMail: true);
    public static readonly SmtpStep Recipient = new("RCPT TO", IsAboutMail: true);
    public static readonly SmtpStep Data = new("DATA", IsAboutMail: true);
    public static readonly SmtpStep Content = new("the mail itself", IsAboutMail: true);
}
