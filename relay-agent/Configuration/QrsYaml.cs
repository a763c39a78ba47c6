using System.Text.RegularExpressions;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.Configuration;

/// <summary>How the sections about Sense's repository service are read: <c>qrs</c>, <c>reconcile</c> and <c>scriptLog</c>.</summary>
internal static class QrsYaml
{
    private const int MostLines = 1000;

    /// <summary>The keys that each name a client certificate.</summary>
    private static readonly string[] Certificates = ["certificate", "pfx", "thumbprint"];

    /// <summary>A pattern of an operator's own must not stall the relay, whatever it is and whatever it meets.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>The section <c>qrs</c>.</summary>
    public static YamlType<RelayOptions.QrsSection> Qrs() => Yaml.Object(keys =>
    {
        var standard = new RelayOptions.QrsSection { Url = null! };
        var section = new RelayOptions.QrsSection
        {
            Url = keys.Required("url", Yaml.Url().Then<Uri>(BaseOnly), "the repository service, such as https://sense.example.com:4242"),
            Certificate = keys.Optional("certificate", Yaml.Text, "The client certificate, a PEM file, from where this file lies"),
            Key = keys.Optional("key", Yaml.Text, "Its key, a PEM file"),
            Pfx = keys.Optional("pfx", Yaml.Text, "The client certificate with its key, a PFX file, instead of certificate and key"),
            Password = keys.Optional("password", Yaml.Secret, "The password of the PFX file or of the key"),
            Thumbprint = keys.Optional("thumbprint", Yaml.Text.Then<string>(Thumbprint), "The client certificate in the Windows store, instead of files"),
            Ca = keys.Optional("ca", Yaml.Text, "Sense's own root certificate, a PEM file; absent: the machine's roots"),
            ServerName = keys.Optional("serverName", Yaml.Text, "The name in the server's certificate, where it is not the host of url"),
            Verify = keys.Optional("verify", Yaml.Bool, standard.Verify, "Whether the server's certificate is checked"),
            User = keys.Optional("user", Yaml.Text.Then<string>(User), standard.User, "As whom to ask, DIRECTORY\\user"),
        };

        if (keys.IsReading && section.Url is { Scheme: "https" })
        {
            CheckCertificate(keys, section);
        }

        return section;
    });

    /// <summary>The section <c>reconcile</c>.</summary>
    public static YamlType<RelayOptions.ReconcileSection> Reconcile()
    {
        var standard = new RelayOptions.ReconcileSection();
        return Yaml.Object(keys => new RelayOptions.ReconcileSection
        {
            Every = keys.Optional("every", Yaml.Duration.Then<TimeSpan>(AtLeastTenSeconds), standard.Every, "How often to look"),
            LookBack = keys.Optional("lookBack", Yaml.Duration.Then<TimeSpan>(AtMostThirtyDays), standard.LookBack, "How far back to look at most"),
            FirstLookBack = keys.Optional(
                "firstLookBack", Yaml.Duration.Then<TimeSpan>(AtMostThirtyDays), standard.FirstLookBack, "How far back to look the very first time, where nothing was kept of an earlier one"),
        });
    }

    /// <summary>The section <c>scriptLog</c>.</summary>
    public static YamlType<RelayOptions.ScriptLogSection> ScriptLog()
    {
        var standard = new RelayOptions.ScriptLogSection();
        return Yaml.Object(keys => new RelayOptions.ScriptLogSection
        {
            Head = keys.Optional("head", Yaml.Int(0, MostLines), standard.Head, "How many of its first lines go with an event"),
            Tail = keys.Optional("tail", Yaml.Int(0, MostLines), standard.Tail, "How many of its last lines go with an event"),
            Redact = keys.Optional("redact", Yaml.List(Yaml.Text.Then<Regex>(Pattern)), standard.Redact, "Regular expressions of what must not leave the house"),
            ErrorSigns = keys.Optional(
                "errorSigns", Yaml.List(ErrorSignYaml.Sign), standard.ErrorSigns, "Texts, or regular expressions between slashes, that mark a line which says why a reload failed, besides those that are built in"),
            Store = keys.Optional("store", Store(), standard.Store, "Keeping the script logs of failed reloads on disk"),
        });
    }

    private static YamlType<RelayOptions.ScriptLogSection.StoreSection> Store()
    {
        var standard = new RelayOptions.ScriptLogSection.StoreSection();
        return Yaml.Object(keys => new RelayOptions.ScriptLogSection.StoreSection
        {
            Directory = keys.Optional("directory", Yaml.Text, "Where they are kept, a folder each day; absent: they are not"),
            Keep = keys.Optional("keep", Yaml.Duration.Then<TimeSpan>(AtLeastOneDay), standard.Keep, "How long"),
        });
    }

    private static void CheckCertificate(YamlKeys keys, RelayOptions.QrsSection section)
    {
        if (Certificates.Count(keys.Has) != 1)
        {
            keys.Fail("certificate", "exactly one client certificate is needed: certificate with key, or pfx, or thumbprint");
        }
        else if (keys.Has("certificate") != keys.Has("key"))
        {
            keys.Fail("key", "certificate and key belong together");
        }
        else if (section.Thumbprint is not null && !OperatingSystem.IsWindows())
        {
            keys.Fail("thumbprint", "names a certificate in the Windows store; here use certificate and key, or pfx");
        }
    }

    private static string? BaseOnly(Uri url, out Uri result)
    {
        result = url;
        return url.AbsolutePath is not ("/" or "/qrs" or "/qrs/") || url.Query.Length > 0 || url.UserInfo.Length > 0
            ? "must be the service's address only, such as https://sense.example.com:4242"
            : null;
    }

    private static string? Thumbprint(string text, out string result)
    {
        result = new string([.. text.Where(char.IsAsciiHexDigit)]).ToUpperInvariant();
        return result.Length is 40 or 64 ? null : "must be the 40 hexadecimal digits that the Windows certificate store shows";
    }

    private static string? User(string text, out string result) =>
        (result = text).Split('\\') is [{ Length: > 0 }, { Length: > 0 }] && !text.Any(c => char.IsControl(c) || c == ';')
            ? null
            : @"must be a user directory and a user id, such as INTERNAL\sa_api";

    private static string? Pattern(string text, out Regex result)
    {
        try
        {
            result = new Regex(text, RegexOptions.CultureInvariant, MatchTimeout);
            return null;
        }
        catch (ArgumentException problem)
        {
            result = null!;
            return $"is not a regular expression: {problem.Message}";
        }
    }

    private static string? AtLeastTenSeconds(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) ? "must be at least 10s" : null;

    private static string? AtLeastOneDay(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromDays(1) ? "must be at least 1d" : null;

    private static string? AtMostThirtyDays(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromMinutes(1) || value > TimeSpan.FromDays(30) ? "must be from 1m to 30d" : null;
}
