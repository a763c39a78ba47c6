using System.Text.Json;
using System.Text.RegularExpressions;
using Butler.RelayAgent.Sense.Enrichment;

namespace Butler.RelayAgent.Tests.Sense.Enrichment;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("https://x.example/a?code=abc==&b=1", "https://x.example/a?code=***&b=1")]
    [InlineData("https://x.blob.core.windows.net/c?sv=1&sig=a%2Fb", "https://x.blob.core.windows.net/c?sv=1&sig=***")]
    [InlineData("ftp://anna:secret@host/x", "ftp://***@host/x")]
    [InlineData("Server=db;User Id=sa;Password=hunter2;Encrypt=true", "Server=db;User Id=sa;Password=***;Encrypt=true")]
    [InlineData("PWD={a;b};x=1", "PWD=***;x=1")]
    [InlineData("Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***")]
    [InlineData("got bearer abcdefghijkl back", "got bearer *** back")]
    [InlineData("Authorization: Basic YW5uYTpzZWNyZXQ=", "Authorization: Basic ***")]
    [InlineData("CUSTOM CONNECT TO 'x' (XUserId is aBc, XPassword is dEf);", "CUSTOM CONNECT TO 'x' (XUserId is ***, XPassword is ***);")]
    [InlineData("""{"access_token": "abc", "n": 1}""", """{"access_token": ***, "n": 1}""")]
    [InlineData("AccountKey=abc/def==;EndpointSuffix=core", "AccountKey=***;EndpointSuffix=core")]
    [InlineData("Error: Field 'Passwords' not found", "Error: Field 'Passwords' not found")]
    [InlineData("LOAD key, value FROM [lib://data/x.qvd] (qvd);", "LOAD key, value FROM [lib://data/x.qvd] (qvd);")]
    public void What_is_secret_goes(string text, string clean) => Redaction.None.Clean(text).ShouldBe(clean);

    [Fact]
    public void A_pattern_that_takes_too_long_leaves_nothing_of_the_line() =>
        new Redaction([new Regex("(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(50))]).Clean(new string('a', 40) + "b")
            .ShouldBe("*** (looking for secrets in this line took too long)");

    [Fact]
    public void A_copied_object_is_the_same_but_for_its_secrets()
    {
        var value = JsonElement.Parse("""{"a":[1,true,null,"x"],"d":"connection Server=db;User Id=sa;Password=hunter2"}"""u8);

        Redaction.None.Copy(value).GetRawText().ShouldBe("""{"a":[1,true,null,"x"],"d":"connection Server=db;User Id=sa;Password=***"}""");
    }
}
