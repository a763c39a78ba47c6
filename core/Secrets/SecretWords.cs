using System.Collections.Frozen;

namespace Butler.Core.Secrets;

/// <summary>The words in names of secrets, in lower case without accents.</summary>
internal static class SecretWords
{
    /// <summary>Words for a password, in several languages. Each marks a name at any position.</summary>
    public static readonly string[] Passwords =
    [
        "password", "passwd", "passwort", "passwords", "passwoerter", "kennwort", "passphrase", "passcode", "pwd", "passord", "motdepasse",
        "passe",
        "contrasena", "contrase\uFFFDa", "losenord", "l\uFFFDsenord", "loesenord", "salasana", "adgangskode", "kodeord", "wachtwoord",
        "haslo",
        "heslo", "jelszo", "parola", "sifre", "senha", "lozinka", "geheimnis", "zugangsdaten",
        "пароль", "密码", "密碼", "口令", "パスワード", "비밀번호", "암호",
    ];

    /// <summary>Words for other secrets; they mark a word that ends with them.</summary>
    public static readonly string[] Secrets =
    [
        "secret", "secrets", "credential", "credentials", "apikey", "apikeys", "accesskey", "secretkey", "privatekey", "authkey",
        "masterkey",
        "signingkey", "encryptionkey", "storagekey", "sharedaccesskey", "sharedaccesssignature", "connectionpassword", "schlussel",
        "schluessel",
    ];

    /// <summary>Short words that must be the whole name.</summary>
    public static readonly FrozenSet<string> Alone = Set(
        "pw", "pass", "creds", "cred", "dbpass", "userpass", "smtppass", "ftppass", "passw", "jwt", "mdp", "pswd", "psw", "sas",
        "qlikticket");

    /// <summary>Words for a token; they mark a word that ends with them.</summary>
    public static readonly string[] Tokens = ["token", "jeton"];

    /// <summary>Words before a <c>token</c> in messages of parsers.</summary>
    public static readonly FrozenSet<string> OfParsers = Set("unexpected", "unknown", "illegal", "expected", "next", "missing");

    /// <summary>Words that make a following <c>key</c> a secret.</summary>
    public static readonly FrozenSet<string> BeforeKey = Set(
        "api", "access", "private", "secret", "encryption", "signing", "signature", "master", "auth", "authentication", "storage",
        "subscription",
        "function", "host", "cryption", "decryption", "shared", "deploy", "ssh", "aes", "rsa", "hmac", "webhook", "integration", "license",
        "licence");

    /// <summary>Words that make a following <c>key</c> a secret if the value looks like one: in data models these are columns.</summary>
    public static readonly FrozenSet<string> PerhapsBeforeKey = Set(
        "account", "client", "service", "consumer", "app", "application", "user", "session");

    /// <summary>Names whose value is a secret in the query of an address.</summary>
    public static readonly FrozenSet<string> InAddress = Set(
        "sig", "signature", "code", "key", "pass", "ticket", "session", "sessionid", "sid", "assertion", "samlresponse", "otp", "nonce",
        "auth",
        "clave", "credential");

    /// <summary>A name that ends with one of these says something about a secret, not the secret.</summary>
    public static readonly FrozenSet<string> Harmless = Set(
        "count", "length", "policy", "expiry", "expires", "expired", "expiration", "expire", "age", "type", "name", "names", "field",
        "fields", "column",
        "columns", "table", "file", "filename", "path", "folder", "url", "uri", "endpoint", "min", "max", "limit", "size", "status", "date",
        "time", "timeout",
        "required", "enabled", "disabled", "changed", "reset", "hint", "rule", "rules", "provider", "method", "mode", "format", "version",
        "lifetime", "id",
        "ids", "index", "position", "number", "budget", "usage", "used", "per", "valid", "error", "attempts", "retries", "server", "store",
        "manager",
        "description", "label", "location", "vault", "scope", "map", "mapping", "list", "qvd", "in", "seconds", "minutes", "hours", "days",
        "ttl");

    /// <summary>Values that are not secrets.</summary>
    public static readonly FrozenSet<string> HarmlessValues = Set(
        "null", "none", "true", "false", "yes", "no", "nil", "undefined", "n/a", "empty", "(null)", "?", "<hidden>", "[redacted]",
        "redacted", "is", "not",
        "basic", "bearer", "ntlm", "oauth", "oauth2", "kerberos", "windows", "digest", "negotiate", "anonymous", "required", "optional");

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
