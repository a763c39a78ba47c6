namespace Butler.RelayAgent.Secrets;

/// <summary>
/// The letters that every secret's surroundings have some of: most lines have none of them and are done at once. They are found by
/// their first three letters in a table, which for this many is several times as fast as a general search for words.
/// </summary>
internal static class SecretAnchors
{
    private const int Letters = 128;

    private static readonly string[] Words =
    [
        "://", PrivateKeys.Begin, "bearer", "basic", "identified", "httpheader", "userid", "8Q~", AddressUsers.Oracle,
        "pass", "pw", "psw", "pswd", "secret", "token", "key", "auth", "cred", "sig", "kennwort", "senord", "contrase", "clave", "senha", "salasana",
        "adgangskode", "kodeord", "wachtwoord", "haslo", "hasł", "heslo", "jelsz", "parola", "sifre", "geheim", "schl", "jeton", "lozink", "geslo",
        "zugangsdat", "mdp", "cookie", "ticket", "session", "jwt", "sas", "assertion", "samlresponse", "code", "otp", "nonce", "sid", "lo\u0308senord",
        .. KnownTokens.Starts, .. CommandTools.Names,
    ];

    private static readonly string[] Others = ["şifre", "парол", "密码", "密碼", "口令", "パスワード", "비밀번호", "암호"];

    private static readonly Pair[] Pairs = MakePairs();

    /// <summary>Where the next anchor is; -1 when there is none.</summary>
    public static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; at + 1 < text.Length; at++)
        {
            if (text[at] >= Letters)
            {
                if (StartsWithAny(text[at..], Others))
                {
                    return at;
                }
            }
            else if (text[at + 1] < Letters && Pairs[(text[at] * Letters) + text[at + 1]] is { Words: { } words } pair
                && pair.MayBe(at + 2 < text.Length ? text[at + 2] : ' ') && StartsWithAny(text[at..], words))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static Pair[] MakePairs()
    {
        var pairs = new Pair[Letters * Letters];
        foreach (var group in Words.GroupBy(word => (char.ToLowerInvariant(word[0]), char.ToLowerInvariant(word[1]))))
        {
            var third = group.Any(word => word.Length == 2) ? ulong.MaxValue : group.Aggregate(0UL, (bits, word) => bits | Pair.Bit(word[2]));
            var pair = new Pair([.. group], third);
            foreach (var first in new[] { group.Key.Item1, char.ToUpperInvariant(group.Key.Item1) })
            {
                foreach (var second in new[] { group.Key.Item2, char.ToUpperInvariant(group.Key.Item2) })
                {
                    pairs[(first * Letters) + second] = pair;
                }
            }
        }

        return pairs;
    }

    /// <summary>The anchors that begin with two letters, and their third letters as bits.</summary>
    private readonly record struct Pair(string[]? Words, ulong Third)
    {
        /// <summary>A letter's small and capital forms have the same bit.</summary>
        public static ulong Bit(char letter) => 1UL << (letter & 31);

        public bool MayBe(char third) => (Third & Bit(third)) != 0;
    }
}
