using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Where the repository service and the engine are: <c>cert</c>, <c>configQRS</c>, <c>configEngine</c>.</summary>
internal sealed class SenseRule : ISectionRule
{
    private const string UserHeader = "X-Qlik-User";

    public void Apply(Migration migration)
    {
        var butler = migration.Butler;
        if (!butler.Has("configQRS"))
        {
            butler.Fail("configQRS", "is missing: without the repository service nothing is known about tasks; add it, with host and port");
            return;
        }

        Qrs(migration, butler.In("configQRS"), butler.In("cert"));
        if (butler.Has("configEngine"))
        {
            Engine(migration, butler.In("configEngine"));
        }
    }

    private static void Qrs(Migration migration, ButlerSection qrs, ButlerSection cert)
    {
        qrs.Record("authentication", KeyFate.Used("Certificates are the only way here."));
        var isTls = qrs.Flag("useSSL", KeyFate.Relay("qrs.url"), fallback: true);
        var section = new JsonObject { ["url"] = Address(qrs, "qrs.url", isTls ? "https" : "http", 4242) };
        var paths = new[] { ("clientCert", "certificate"), ("clientCertKey", "key"), ("clientCertCA", "ca") };
        foreach (var (key, place) in isTls ? paths : [])
        {
            section[place] = migration.Files.Full(cert.Required(key, KeyFate.Relay($"qrs.{place}")));
        }

        if (!isTls)
        {
            cert.Rest(KeyFate.Off("configQRS.useSSL is false."));
        }

        var verify = qrs.Flag("rejectUnauthorized", KeyFate.Relay(
            "qrs.verify", "The relay warns at each start while it is false. Delete the line: clientCertCA is Sense's own root, so the "
                + "check passes when host is a name in the certificate."), fallback: true);
        if (isTls && !verify)
        {
            section["verify"] = false;
        }

        if (User(qrs, "qrs.user") is { } user)
        {
            section["user"] = user;
        }

        migration.Relay["qrs"] = section;
    }

    private static void Engine(Migration migration, ButlerSection engine)
    {
        engine.Record("engineVersion", KeyFate.None("The relay needs no version of the engine's protocol."));
        engine.Record("rejectUnauthorized", KeyFate.Relay("qrs.verify", "The engine's certificate is checked as that of the repository."));
        var scheme = engine.Flag("useSSL", KeyFate.Relay("engine.url"), fallback: true) ? "wss" : "ws";
        migration.Relay["engine"] = new JsonObject
        {
            ["url"] = Address(engine, "engine.url", scheme, 4747),
            ["user"] = User(engine, "engine.user") ?? @"INTERNAL\sa_api",
        };
    }

    private static string Address(ButlerSection section, string place, string scheme, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"{scheme}://{section.Required("host", KeyFate.Relay(place))}:{section.Port("port", KeyFate.Relay(place)) ?? port}");

    /// <summary><c>DIRECTORY\user</c> of the header <c>UserDirectory=DIRECTORY;UserId=user</c>.</summary>
    private static string? User(ButlerSection section, string place)
    {
        string? user = null;
        foreach (var header in section.In("headers").Each("static"))
        {
            var isUser = string.Equals(header.Text("name", KeyFate.Relay(place)), UserHeader, StringComparison.OrdinalIgnoreCase);
            var fate = isUser ? KeyFate.Relay(place) : KeyFate.None($"Only {UserHeader} is sent.");
            var parts = (header.Text("value", fate) ?? "").Split(';', StringSplitOptions.TrimEntries);
            if (isUser && Part("UserDirectory=") is { } directory && Part("UserId=") is { } id)
            {
                user = $@"{directory}\{id}";
            }
            else if (isUser)
            {
                header.Fail("value", "is not of the form UserDirectory=DIRECTORY;UserId=USER");
            }

            string? Part(string name) => parts.FirstOrDefault(part =>
                part.StartsWith(name, StringComparison.OrdinalIgnoreCase) && part.Length > name.Length)?[name.Length..];
        }

        return user;
    }
}
