using System.Web;
using Butler.Core.Commands;
using Butler.Functions.ScriptLogs;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.ScriptLogs;

/// <summary>The links to script logs: what is signed, and what is not accepted.</summary>
public sealed class ScriptLogLinksTests
{
    private const string Path = "acme/2031-03-14/65f0c1a2";
    private static readonly DateTimeOffset Expires = new(2031, 3, 21, 4, 12, 7, TimeSpan.Zero);
    private static readonly ScriptLogName Name = new("acme", new DateOnly(2031, 3, 14), "65f0c1a2");
    private readonly ScriptLogLinks links = Links(App.CommandKey, "https://butler.example.com/");

    [Fact]
    public void A_link_has_the_path_its_expiry_and_a_signature()
    {
        var link = links.Of(Name, Expires.AddMilliseconds(700)).ShouldNotBeNull();
        link.GetLeftPart(UriPartial.Path).ShouldBe("https://butler.example.com/api/script-logs/acme/2031-03-14/65f0c1a2");
        var query = HttpUtility.ParseQueryString(link.Query);
        query["expires"].ShouldBe("1931832727");
        query["signature"]!.Length.ShouldBe(64);
        links.Verify(Path, query["expires"]!, query["signature"]!).ShouldBe(Expires);
        links.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("acme/2031-03-14/65f0c1a3", "1931832727", "")]
    [InlineData("acme/2031-03-15/65f0c1a2", "1931832727", "")]
    [InlineData("acmf/2031-03-14/65f0c1a2", "1931832727", "")]
    [InlineData("acme/2031-03-14/65f0c1a2", "1931832728", "")]
    [InlineData("acme/2031-03-14/65f0c1a2", "01931832727", "")]
    [InlineData("acme/2031-03-14/65f0c1a2", "", "")]
    [InlineData("acme/2031-03-14/65f0c1a2\n1931832727", "", "")]
    [InlineData("acme/2031-03-14/65f0c1a2", "1931832727", "x")]
    [InlineData("ACME/2031-03-14/65f0c1a2", "1931832727", "")]
    public void A_changed_link_is_not_accepted(string path, string expires, string added) =>
        links.Verify(path, expires, Signature(links) + added).ShouldBeNull();

    [Fact]
    public void A_signature_that_is_missing_cut_or_changed_is_not_accepted()
    {
        var good = Signature(links);
        foreach (var wrong in new[] { "", good[..^1], good.ToUpperInvariant(), (good[0] == '0' ? '1' : '0') + good[1..] })
        {
            links.Verify(Path, "1931832727", wrong).ShouldBeNull();
        }
    }

    [Fact]
    public void A_link_signed_with_another_master_key_is_not_accepted() =>
        links.Verify(Path, "1931832727", Signature(Links("another master key, which is long enough", "https://butler.example.com")))
            .ShouldBeNull();

    [Theory]
    [InlineData(null, "https://butler.example.com", "the app setting BUTLER_COMMAND_KEY is not set; make one with "
        + "\"butler relay-key --new-master\"")]
    [InlineData(App.CommandKey, null, "the app does not know its own address; set the app setting BUTLER_PUBLIC_URL")]
    public void Without_a_key_or_an_address_there_are_no_links(string? key, string? address, string problem)
    {
        var without = Links(key, address);
        (without.Of(Name, Expires), without.Problem).ShouldBe((null, problem));
        without.Verify(Path, "1931832727", key is null ? Signature(links) : "").ShouldBeNull();
    }

    private static string Signature(ScriptLogLinks links) => HttpUtility.ParseQueryString(links.Of(Name, Expires)!.Query)["signature"]!;

    private static ScriptLogLinks Links(string? key, string? address)
    {
        var problem = MasterKey.TryRead(key, out var master);
        return new ScriptLogLinks(master, problem, address is null ? null : new Uri(address));
    }
}
