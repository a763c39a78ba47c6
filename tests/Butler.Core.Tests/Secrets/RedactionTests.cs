using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Butler.Core.Secrets;

namespace Butler.Core.Tests.Secrets;

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
    [InlineData("""{"access_token": "abc", "n": 1}""", """{"access_token": "***", "n": 1}""")]
    [InlineData("AccountKey=abc/def==;EndpointSuffix=core", "AccountKey=***;EndpointSuffix=core")]
    [InlineData("Error: Field 'Passwords' not found", "Error: Field 'Passwords' not found")]
    [InlineData("LOAD key, value FROM [lib://data/x.qvd] (qvd);", "LOAD key, value FROM [lib://data/x.qvd] (qvd);")]
    public void What_is_secret_goes(string text, string clean) => Redaction.None.Clean(text).ShouldBe(clean);

    public static TheoryData<string> Hostile => new(
        "key", "password=\"", "\"password\":\"", "://", "://a:b/", "https://a:", "-----BEGIN ", "eyJ", "Bearer ", "password '", "\\\"",
        "\"\"password\"\":",
        "<password ", "?a=1&sig=", "curl ", "sqlcmd -P ", "credentials={", "password=a b ", ";pwd=a b", "set password='",
        "HTTPHEADER \"a\" ", "8Q~",
        "%3Fsig%3D", "jdbc:oracle:thin:a/", "пароль=", "password =   ", "authorization: a ");

    [Fact]
    public void A_pattern_that_takes_too_long_leaves_nothing_of_the_line() =>
        new Redaction([new Regex("(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(50))]).Clean(new string('a', 40) + "b")
            .ShouldBe("*** (the search for secrets in this line took too long)");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Time_grows_with_the_length_of_the_worst_text_and_not_with_its_square(string piece)
    {
        const int Times = 8;
        var text = string.Concat(Enumerable.Repeat(piece, 60_000 / piece.Length));
        var longer = string.Concat(Enumerable.Repeat(text, Times));
        TimeSpan? shortest = null;
        TimeSpan? shortestOfLonger = null;
        var isLinear = false;

        // Eight times the time is what is due, 64 times is the square, which no round can hide; short times are mere noise, and so is a
        // busy processor.
        for (var round = 0; round < 30 && !isLinear; round++)
        {
            shortest = Shorter(shortest, TimeOf(text));
            shortestOfLonger = Shorter(shortestOfLonger, TimeOf(longer));
            isLinear = shortestOfLonger < TimeSpan.FromMilliseconds(150) + (shortest!.Value * Times * 4);
        }

        isLinear.ShouldBeTrue($"{shortestOfLonger} for {Times} times the text that takes {shortest}");
    }

    [Fact]
    public void Json_is_copied_without_its_secrets()
    {
        var value = JsonElement.Parse("""
            {"password":"a","pin":7,"apiKey":12345678,"token":null,"name":"Sales","modifiedDate":"2031-03-14","credentials":{"user":"u","p":"q"},
             "customProperties":[{"value":"AAAA","definition":{"name":"ApiKey"}},{"value":"Finance","definition":{"name":"Team"}}],
             "qVariable":{"qName":"vPassword","qDefinition":"'abc'"},"short":"x?sig=abc","accountKey":"4711"}
            """u8);

        Redaction.None.Copy(value).GetRawText().ShouldBe(
            """
            {"password":"***","pin":7,"apiKey":"***","token":null,"name":"Sales","modifiedDate":"2031-03-14","credentials":{"user":"***","p":"***"},
            "customProperties":[{"value":"***","definition":{"name":"ApiKey"}},{"value":"Finance","definition":{"name":"Team"}}],
            "qVariable":{"qName":"vPassword","qDefinition":"***"},"short":"x?sig=***","accountKey":"4711"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_text_without_secrets_is_the_same_object()
    {
        const string Text = "Execution State Change to FinishedSuccess";

        Redaction.None.Clean(Text).ShouldBeSameAs(Text);
    }

    [Fact]
    public void A_value_that_never_ends_hides_no_more_than_a_thousand_lines()
    {
        var lines = new LineRedaction();
        lines.Clean("SET vPassword = 'open").ShouldBe("SET vPassword = '***");

        Enumerable.Range(0, 1000).Select(_ => lines.Clean("x")).ShouldAllBe(line => line == "***");
        lines.Clean("x").ShouldBe("x");
    }

    [Fact]
    public void A_copied_object_is_the_same_but_for_its_secrets()
    {
        var value = JsonElement.Parse("""{"a":[1,true,null,"x"],"d":"connection Server=db;User Id=sa;Password=hunter2"}"""u8);

        Redaction.None.Copy(value).GetRawText().ShouldBe("""{"a":[1,true,null,"x"],"d":"connection Server=db;User Id=sa;Password=***"}""");
    }

    private static TimeSpan TimeOf(string text)
    {
        var started = Stopwatch.GetTimestamp();
        Redaction.None.Clean(text);
        new LineRedaction().Clean(text);
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Shorter(TimeSpan? former, TimeSpan now) => former < now ? former.Value : now;
}
