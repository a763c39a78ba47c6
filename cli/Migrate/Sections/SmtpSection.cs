using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>emailNotification.smtp</c>: the mail server.</summary>
/// <param name="Server">The server.</param>
/// <param name="IsPrivate">Whether only the relay reaches it.</param>
internal sealed record SmtpSection(JsonObject Server, bool IsPrivate)
{
    private const string NotChecked =
        "insecure: any certificate is taken, as in Butler. Delete it, or name the authority in ca, once the server's certificate is valid.";

    public static SmtpSection Read(Migration migration, ButlerSection smtp)
    {
        var isPrivate = PrivateHost.Is(smtp.Peeked("host") ?? "");
        KeyFate Fate(string key, string change = "") => isPrivate
            ? KeyFate.Relay($"commands.deliver.mail-server.smtp.{key}", change)
            : KeyFate.App($"channels.email.smtp.{key}", change);
        var server = new JsonObject { ["host"] = smtp.Required("host", Fate("host")) };
        if (smtp.Port("port", Fate("port")) is { } port)
        {
            server["port"] = port;
        }

        var tls = smtp.In("tls");
        var (isTls, isPlain) = (smtp.Flag("secure", Fate("security")), tls.Flag("ignoreTLS", Fate("security")));
        var isStrict = tls.Peek("requireTLS");
        tls.Flag("requireTLS", isTls || isPlain || isStrict ? Fate("security") : Fate(
            "security", "starttls: a server that does not offer it gets nothing. Butler went on in clear; for that write none."));
        server["security"] = isTls ? "tls" : isPlain ? "none" : "starttls";
        if (tls.Text("serverName", Fate("serverName")) is { } name)
        {
            server["serverName"] = name;
        }

        if (!tls.Flag("rejectUnauthorized", Fate("insecure", NotChecked), fallback: true) && (isTls || !isPlain))
        {
            server["insecure"] = true;
        }

        Login(migration, smtp.In("auth"), server, isPrivate, Fate);
        if (isPrivate)
        {
            migration.Step("The mail server is reached from your own network only, so the relay sends the mails: the channel `email` has "
                + "`via: relay`.");
        }

        return new SmtpSection(server, isPrivate);
    }

    /// <summary>The channel. Each send names its own sender, the channel that of the first.</summary>
    public string Channel(Migration migration, string from)
    {
        var channels = Migration.Child(migration.App, "channels");
        if (channels.ContainsKey("email"))
        {
            return "email";
        }

        var channel = new JsonObject { ["type"] = "email", ["from"] = from };
        if (IsPrivate)
        {
            var destination = new JsonObject { ["smtp"] = Server.DeepClone() };
            Migration.Child(Migration.Child(migration.Relay, "commands"), "deliver")["mail-server"] = destination;
            channel["via"] = "relay";
            channel["destination"] = "mail-server";
        }
        else
        {
            channel["provider"] = "smtp";
            channel["smtp"] = Server.DeepClone();
        }

        return migration.Channel("email", channel);
    }

    private static void Login(
        Migration migration, ButlerSection auth, JsonObject server, bool isPrivate, Func<string, string, KeyFate> fate)
    {
        if (!auth.Flag("enable", fate("user", "")))
        {
            auth.Rest(KeyFate.Off("emailNotification.smtp.auth.enable is not true."));
            return;
        }

        server["user"] = auth.Required("user", fate("user", ""));
        server["password"] = migration.Secrets.Text(
            "SMTP_PASSWORD", "the password at the mail server", isPrivate ? MissingSetting.Relay : MissingSetting.App,
            $"{auth.Path}.password", auth.Required("password", fate("password", "")));
    }
}
