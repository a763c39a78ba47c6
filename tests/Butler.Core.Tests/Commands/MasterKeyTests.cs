using Butler.Core.Commands;

namespace Butler.Core.Tests.Commands;

public sealed class MasterKeyTests
{
    private const string Text = "0123456789abcdef0123456789abcdef";

    /// <summary>The values are HKDF-SHA256 without salt, made by another implementation (Python's hmac).</summary>
    [Theory]
    [InlineData("default", "relay-1", "d1243cc696f9db156e49559732bcf008a2cfc37ed88eb2fe559734b4111e0e4b")]
    [InlineData("Malmö", "relay-1", "2911775130e5974528f45f0b03a4cfb61eb96da9a2afac40d7c071fb536d3a9a")]
    public void A_relays_key_follows_from_master_site_and_relay(string site, string relay, string expected) =>
        Master(Text).ForRelay(site, relay).ShouldBe(expected);

    [Fact]
    public void The_key_of_links_is_another_one() =>
        Convert.ToHexStringLower(Master(Text).ForLinks()).ShouldBe("c2bc457c45bda7181284323b1aa9000f4046a4d943b71f00578d8b6bcf10bcb6");

    [Fact]
    public void The_key_of_script_logs_is_another_one() =>
        Convert.ToHexStringLower(Master(Text).ForScriptLogs()).ShouldBe("026f16a532c23aa1ba0669088195604bb74c83cb7c0f84326959cd8ad9be3e55");

    [Fact]
    public void No_two_relays_share_a_key()
    {
        var master = Master(Text);
        string[] keys =
        [
            master.ForRelay("a", "bc"), master.ForRelay("ab", "c"), master.ForRelay("", "abc"), master.ForRelay("abc", ""),
            master.ForRelay("bc", "a"),
            master.ForRelay("A", "bc"), Master(Text + "x").ForRelay("a", "bc"), Convert.ToHexStringLower(master.ForLinks()),
            Convert.ToHexStringLower(master.ForScriptLogs()),
        ];

        keys.Distinct().Count().ShouldBe(keys.Length);
        keys.ShouldAllBe(key => !MasterKey.IsTooShort(key));
    }

    [Theory]
    [InlineData(null, "is not set; make one with \"butler relay-key --new-master\"")]
    [InlineData("\r\n", "is not set; make one with \"butler relay-key --new-master\"")]
    [InlineData("0123456789abcdef0123456789abcde", "is shorter than 32 bytes; make one with \"butler relay-key --new-master\"")]
    [InlineData("0123456789abcdef0123456789abcde\n", "is shorter than 32 bytes; make one with \"butler relay-key --new-master\"")]
    [InlineData(
        "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/butler-command-key)",
        "is a Key Vault reference that Azure could not resolve: the secret must exist, and the function app's identity needs the role "
            + "Key Vault Secrets User, which takes minutes to come into force; then refresh the references (docs/troubleshooting.md)")]
    public void One_that_is_missing_or_short_says_how_to_make_one(string? text, string problem)
    {
        MasterKey.TryRead(text, out var key).ShouldBe(problem);
        key.ShouldBeNull();
    }

    [Fact]
    public void The_line_break_at_the_end_of_a_file_is_no_part_of_it() =>
        Master(Text + "\r\n").ForRelay("s", "r").ShouldBe(Master(Text).ForRelay("s", "r"));

    [Fact]
    public void It_does_not_print_itself() => Master(Text).ToString()!.ShouldNotContain("0123");

    [Fact]
    public void New_ones_differ_and_are_long_enough()
    {
        var (one, other) = (MasterKey.Generate(), MasterKey.Generate());
        one.ShouldNotBe(other);
        MasterKey.TryRead(one, out _).ShouldBeNull();
    }

    private static MasterKey Master(string text)
    {
        MasterKey.TryRead(text, out var key).ShouldBeNull();
        return key!;
    }
}
