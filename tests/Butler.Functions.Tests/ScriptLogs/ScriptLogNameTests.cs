using Butler.Functions.ScriptLogs;

namespace Butler.Functions.Tests.ScriptLogs;

/// <summary>Names of script logs; their ids come from outside.</summary>
public sealed class ScriptLogNameTests
{
    private static readonly DateOnly Day = new(2031, 3, 14);

    [Theory]
    [InlineData("acme", "65f0c1a2b3_X-9", "acme/2031-03-14/65f0c1a2b3_X-9")]
    [InlineData("acme", "../../configuration/butler.yaml", "acme/2031-03-14/~2E~2E~2F~2E~2E~2Fconfiguration~2Fbutler~2Eyaml")]
    [InlineData("..", ".", "~2E~2E/2031-03-14/~2E")]
    [InlineData("Malmö 1", "a\\b?c#d%2Fe", "Malm~C3~B6~201/2031-03-14/a~5Cb~3Fc~23d~252Fe")]
    [InlineData("acme", "a\r\nb\0\"", "acme/2031-03-14/a~0D~0Ab~00~22")]
    [InlineData("acme", "~2F", "acme/2031-03-14/~7E2F")]
    public void Owner_and_id_are_escaped(string owner, string id, string expected) =>
        new ScriptLogName(owner, Day, id).Path.ShouldBe(expected);

    [Fact]
    public void A_long_id_becomes_its_hash()
    {
        new ScriptLogName("acme", Day, new string('a', 200)).Path.ShouldBe("acme/2031-03-14/" + new string('a', 200));
        new ScriptLogName("acme", Day, new string('a', 201)).Path.ShouldBe(
            "acme/2031-03-14/~~a92efd82109373e58f9a2056dee01e807e216ce6075f7051207c0a9f7d666e50");
        new ScriptLogName("acme", Day, new string('a', 202)).Path.ShouldBe(
            "acme/2031-03-14/~~0e0912295336c795e0b38ecf80e4b44a413b2b64c308f5e7c65cd9eff96fb0db");
    }

    [Theory]
    [InlineData("", "1", "owner")]
    [InlineData("acme", " ", "id")]
    public void An_empty_owner_or_id_is_refused(string owner, string id, string parameter) =>
        Should.Throw<ArgumentException>(() => new ScriptLogName(owner, Day, id)).ParamName.ShouldBe(parameter);
}
