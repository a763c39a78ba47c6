using System.Globalization;
using Butler.Core.Configuration;
using Butler.Core.Destinations.Smtp;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Email;

/// <summary>Reads a channel that sends mail.</summary>
internal static class EmailYaml
{
    /// <summary>An e-mail address, with or without a display name.</summary>
    public static readonly YamlType<string> Address = Yaml.Text.Then((string text, out string address) =>
    {
        address = text;
        return Mailbox.TryParse(text, out _, out var problem)
            ? null
            : $"{problem}; expected one such as ops@example.com or Ops <ops@example.com>";
    });

    /// <summary>
    /// Several addresses in one text, see <see cref="AddressList"/>. A fault does not show the text, which may come from the environment.
    /// </summary>
    private static readonly YamlType<string> Addresses = Yaml.Text.Then((string text, out string addresses) =>
    {
        addresses = text;
        var parts = AddressList.Read(text);
        var wrong = parts.Index().FirstOrDefault(p => p.Item.Mailbox is null);
        return (parts.Count, wrong.Item) switch
        {
            (0, _) => $"holds no address; {Expected}",
            (_, null) => null,
            (1, var only) => $"{only.Problem}; {Expected}",
            (var count, var part) => string.Create(
                CultureInfo.InvariantCulture, $"holds {count} addresses, of which number {wrong.Index + 1} {part.Problem}; {Expected}"),
        };
    });

    private const string Expected = "expected one such as ops@example.com or \"Berg, Ida\" <ida.berg@example.com>, or several with commas "
        + "between them";

    private static readonly string[] ByProvider = ["provider", "apiKey", "smtp"];

    private static readonly YamlType<AppOwnerOptions> AppOwner = Yaml.Object(keys => new AppOwnerOptions
    {
        Enabled = keys.Optional("enabled", Yaml.Bool, true, "Whether the app's owner gets the mail too."),
        Include = keys.Optional(
            "include", Yaml.OneOrMore(Yaml.Text), [], "Only these owners, DIRECTORY\\user or an address; empty for all."),
        Exclude = keys.Optional("exclude", Yaml.OneOrMore(Yaml.Text), [], "Never these owners, DIRECTORY\\user or an address."),
    });

    public static EmailOptions Read(YamlKeys keys)
    {
        var provider = keys.Optional("provider", Yaml.OneOf("sendgrid", "smtp"), "Who sends: SendGrid or an SMTP server.");
        var email = new EmailOptions
        {
            ApiKey = keys.Optional("apiKey", ChannelKeys.HeaderSecret, "SendGrid's API key."),
            SendGridUrl = keys.Optional(
                "sendGridUrl", ChannelKeys.Address(), new Uri("https://api.sendgrid.com"),
                "SendGrid's address, such as https://api.eu.sendgrid.com."),
            Smtp = keys.Optional("smtp", SmtpYaml.Server, "The SMTP server."),
            From = keys.Required("from", Address, "The sender."),
            To = keys.Optional("to", Yaml.OneOrMore(Addresses), [], "The recipients."),
            ToWhen = keys.Optional("toWhen", RecipientYaml.ToWhen, "The condition for to; it does not apply to other recipients."),
            ToFromCustomProperty = keys.Optional(
                "toFromCustomProperty", Yaml.Text, "The task's custom property whose values are further addresses."),
            AppOwner = keys.Optional("appOwner", AppOwner, "Whether the app's owner gets the mail too."),
            Subject = keys.Optional("subject", Yaml.Text, "A template of the subject."),
            Priority = keys.Optional("priority", Yaml.OneOf("low", "normal", "high"), "normal", "The priority that mail programs show."),
        };
        if (keys.IsReading)
        {
            Check(keys, provider, email);
        }

        return email;
    }

    private static void Check(YamlKeys keys, string? provider, EmailOptions email)
    {
        if (email.ToWhen is not null && email.To is [] && !keys.IsFaulty("to"))
        {
            keys.Fail("toWhen", "is the condition of \"to\", which is not set; set to, or remove toWhen");
        }

        ChannelKeys.OneLogin(keys, email.SendGridUrl, "sendGridUrl", "apiKey");
        if (ChannelKeys.IsByRelay(keys))
        {
            foreach (var key in ByProvider.Where(keys.Has))
            {
                keys.Fail(key, "belongs in the relay's own file when a relay sends; remove the key here");
            }
        }
        else if (provider == "sendgrid" && !keys.Has("apiKey"))
        {
            keys.Fail("provider", "is sendgrid, which needs apiKey");
        }
        else if (provider == "smtp" && !keys.Has("smtp"))
        {
            keys.Fail("provider", "is smtp, which needs smtp: { host, ... }");
        }
        else if (keys.IsFaulty("provider"))
        {
            return;
        }
        else if (provider is null)
        {
            keys.Fail("provider", "lacks the key \"provider\": sendgrid or smtp");
        }
        else if (keys.Has(provider == "sendgrid" ? "smtp" : "apiKey"))
        {
            keys.Fail(provider == "sendgrid" ? "smtp" : "apiKey", $"is not used by the provider {provider}; remove the key");
        }
    }
}
