using System.Buffers;

namespace Butler.Core.Secrets;

/// <summary>Texts of which at least one is near every secret. Most lines have none of them and need no further search.</summary>
internal static class SecretAnchors
{
    private static readonly string[] Plain =
    [
        "://", PrivateKeys.Begin, "bearer", "basic", "identified", "httpheader", "userid", "8Q~", AddressUsers.Oracle,
        "pass", "pw", "psw", "pswd", "secret", "token", "key", "auth", "cred", "sig", "kennwort", "senord", "contrase", "clave", "senha",
        "salasana",
        "adgangskode", "kodeord", "wachtwoord", "haslo", "heslo", "jelsz", "parola", "sifre", "geheim", "schl", "jeton", "lozink", "geslo",
        "zugangsdat", "mdp", "cookie", "ticket", "session", "jwt", "sas", "assertion", "samlresponse", "code", "otp", "nonce", "sid",
        .. KnownTokens.Starts, .. CommandTools.Names,
    ];

    private static readonly SearchValues<string> Ascii = SearchValues.Create(Plain, StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Any = SearchValues.Create(
        [.. Plain, "hasł", "şifre", "lo\u0308senord", "парол", "密码", "密碼", "口令", "パスワード", "비밀번호", "암호"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The anchors for a text: non-ASCII anchors are searched only in texts with non-ASCII letters.</summary>
    public static SearchValues<string> For(ReadOnlySpan<char> text) => System.Text.Ascii.IsValid(text) ? Ascii : Any;
}
