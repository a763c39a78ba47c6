using Butler.Core.Destinations.Smtp;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Email;

/// <summary>Sends mail with SendGrid, an SMTP server or a relay.</summary>
internal sealed record EmailOptions : ChannelOptions, IHasRecipients
{
    public override string Type => "email";

    public override bool TakesMetrics => false;

    /// <summary>Secret: SendGrid's API key; null when SendGrid does not send.</summary>
    public string? ApiKey { get; init; }

    /// <summary>SendGrid's address.</summary>
    public Uri SendGridUrl { get; init; } = new("https://api.sendgrid.com");

    /// <summary>The SMTP server; null when no SMTP server sends.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>The sender, such as <c>Qlik Sense &lt;no-reply@example.com&gt;</c>.</summary>
    public string From { get; init; } = "";

    public IReadOnlyList<string> To { get; init; } = [];

    public ToWhenOptions? ToWhen { get; init; }

    public string? ToFromCustomProperty { get; init; }

    public AppOwnerOptions? AppOwner { get; init; }

    /// <summary>A template of the subject; null for the built-in one.</summary>
    public string? Subject { get; init; }

    /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
    public string Priority { get; init; } = "normal";

    public override IEnumerable<(string Key, string? Template)> OwnTemplates => [("subject", Subject)];

    public override IEnumerable<(string[] Key, string? Path)> CertificateFiles => Smtp is null ? [] : [(["smtp", "ca"], Smtp.Ca)];

    public override string? RecipientProblem => this is { To: [], ToFromCustomProperty: null, AppOwner: not { Enabled: true } }
        ? "has no recipients: set to, toFromCustomProperty or appOwner, here or at the channel"
        : null;

    public IReadOnlyList<string?> NamedRecipients => EmailRecipients.Named(this);

    public IEnumerable<(string Recipient, string? Fault)> RecipientsOf(RecipientSources sources) => EmailRecipients.Of(this, sources);

    protected override string OwnDestination(string? recipient) => Smtp?.Host ?? Host(SendGridUrl);
}

/// <summary>Whether the app's owner gets the mail too, at all addresses that Sense knows.</summary>
internal sealed record AppOwnerOptions
{
    public bool Enabled { get; init; }

    /// <summary>Sends only to these owners, <c>DIRECTORY\user</c> or an e-mail address; empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Never sends to these owners, <c>DIRECTORY\user</c> or an e-mail address.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
