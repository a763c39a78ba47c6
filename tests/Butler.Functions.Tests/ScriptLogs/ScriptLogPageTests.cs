using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Functions.ScriptLogs;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.ScriptLogs;

/// <summary>A script log is kept, and read over HTTP behind its link, on a real socket with the app's real routes.</summary>
public sealed class ScriptLogPageTests : IAsyncLifetime
{
    private static readonly ScriptLogName Name = new("acme", new DateOnly(2031, 3, 14), "../65f0 c1a2");
    private readonly FakeBlobs blobs = new();
    private readonly LogCollector logs = new();
    private readonly App app;
    private ApiSite? site;

    public ScriptLogPageTests() =>
        app = new App("channels: { a: { type: console } }\nroutes: []\nscriptLogs: { keep: 30d, links: 7d }", logs)
        {
            Address = "https://butler.example.com",
            Blobs = blobs.Client,
        };

    public async ValueTask InitializeAsync() => site = await ApiSite.StartAsync(app);

    public async ValueTask DisposeAsync()
    {
        await site!.DisposeAsync();
        blobs.Dispose();
    }

    [Fact]
    public async Task A_link_shows_the_script_log_as_plain_text()
    {
        var link = await KeepAsync("20310314T041207 Fel: <b>Försäljning</b>\r\nGeneral Script Error\r\n");
        using var response = await GetAsync(link);
        (response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe(
            (HttpStatusCode.OK, "20310314T041207 Fel: <b>Försäljning</b>\r\nGeneral Script Error\r\n"));
        Headers(response).ShouldBe(
            """
            Cache-Control: no-store
            Content-Disposition: inline; filename="acme_2031-03-14_~2E~2E~2F65f0~20c1a2.log"
            Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
            Content-Type: text/plain; charset=utf-8
            Referrer-Policy: no-referrer
            X-Content-Type-Options: nosniff
            X-Robots-Tag: noindex
            """.ReplaceLineEndings("\n"));
        var (path, (content, told)) = blobs.Stored.ShouldHaveSingleItem();
        (path, told, content[0], content[1]).ShouldBe(
            ("/script-logs/acme/2031-03-14/~2E~2E~2F65f0~20c1a2.log", "text/plain; charset=utf-8, gzip", (byte)0x1F, (byte)0x8B));
    }

    [Fact]
    public async Task A_script_log_that_is_kept_again_replaces_the_first()
    {
        var first = await KeepAsync("first");
        (await KeepAsync("second")).ShouldBe(first);
        blobs.Stored.Count.ShouldBe(1);
        using var response = await GetAsync(first);
        (await response.Content.ReadAsStringAsync()).ShouldBe("second");
    }

    [Theory]
    [InlineData("2031-03-14", "2031-03-15")]
    [InlineData("~2E~2E~2F65f0", "~2E~2E~2F65f1")]
    [InlineData("/acme/", "/acmf/")]
    [InlineData("expires=19318", "expires=29318")]
    [InlineData("signature=", "signature=0")]
    [InlineData("&signature=", "&sig=")]
    [InlineData("?expires=", "?expires=1&expires=")]
    public async Task A_changed_link_is_refused_without_a_word_about_the_script_log(string old, string changed)
    {
        var link = await KeepAsync("text");
        var other = link.AbsoluteUri.Replace(old, changed, StringComparison.Ordinal);
        other.ShouldNotBe(link.AbsoluteUri);
        using var response = await GetAsync(new Uri(other));
        (await ProblemAsync(response)).ShouldBe(
            "403 This link is incomplete, was changed, or was made with an earlier key. Open the link in the alert.");
    }

    [Fact]
    public async Task A_link_expires()
    {
        var link = await KeepAsync("text");
        app.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        using var last = await GetAsync(link);
        last.StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        using var late = await GetAsync(link);
        (await ProblemAsync(late)).ShouldBe(
            "410 This link has expired. How long links work is set by scriptLogs.links in the configuration.");
    }

    [Fact]
    public async Task A_deleted_script_log_is_not_found()
    {
        var link = await KeepAsync("text");
        blobs.Stored.Clear();
        using var response = await GetAsync(link);
        (await ProblemAsync(response)).ShouldBe(
            "404 The script log has been deleted. How long they are kept is set by scriptLogs.keep in the configuration.");
    }

    [Fact]
    public async Task A_storage_account_that_is_away_is_told_and_no_secret_is()
    {
        var link = await KeepAsync("text");
        blobs.Answer = _ => Task.FromResult(FakeBlobs.Fault(HttpStatusCode.ServiceUnavailable, "ServerBusy"));
        using var response = await GetAsync(link);
        (await ProblemAsync(response)).ShouldBe("503 The storage of script logs answered 503 ServerBusy.");
        logs.Text.ShouldNotContain("s3cr3t");
        logs.Text.ShouldNotContain(link.Query[(link.Query.IndexOf("signature=", StringComparison.Ordinal) + 10)..]);
    }

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", "The storage of script logs answered 403 AuthorizationPermissionMismatch.")]
    [InlineData(503, "ServerBusy", "The storage of script logs answered 503 ServerBusy.")]
    [InlineData(0, "", "The storage of script logs did not answer: it could not be reached: connection refused")]
    public async Task A_script_log_that_cannot_be_kept_is_one_kind_of_exception(int status, string code, string message)
    {
        blobs.Answer = _ => status == 0
            ? throw new HttpRequestException("connection refused")
            : Task.FromResult(FakeBlobs.Fault((HttpStatusCode)status, code));
        var thrown = await Should.ThrowAsync<ScriptLogsUnavailableException>(() => KeepAsync("text"));
        (thrown.Message, thrown.ToString().Contains("s3cr3t", StringComparison.Ordinal)).ShouldBe((message, false));
    }

    [Fact]
    public async Task A_storage_account_that_does_not_answer_holds_up_an_alert_for_thirty_seconds()
    {
        var asked = new TaskCompletionSource();
        blobs.Answer = async cancellationToken =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        };
        var keeping = KeepAsync("text");
        await asked.Task;
        app.Time.Advance(TimeSpan.FromSeconds(29));
        keeping.IsCompleted.ShouldBeFalse();
        app.Time.Advance(TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<ScriptLogsUnavailableException>(() => keeping)).Message.ShouldBe(
            "The storage of script logs did not answer in time.");
    }

    [Fact]
    public async Task An_empty_script_log_is_shown_as_one()
    {
        using var response = await GetAsync(await KeepAsync(""));
        (response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, ""));
    }

    [Fact]
    public async Task A_script_log_that_breaks_off_replaces_nothing()
    {
        var link = await KeepAsync("whole");
        await Should.ThrowAsync<IOException>(() => app.Services.ScriptLogs.KeepAsync(
            Name, new BreakingStream(), app.Time.GetUtcNow(), CancellationToken.None));
        using var response = await GetAsync(link);
        (await response.Content.ReadAsStringAsync()).ShouldBe("whole");
    }

    [Fact]
    public async Task A_long_script_log_keeps_its_beginning_and_its_end()
    {
        var link = await KeepAsync("begin" + new string('x', BlobScriptLogStore.MaxBytes) + "end");
        using var response = await GetAsync(link);
        var text = await response.Content.ReadAsStringAsync();
        (text[..5], text[^3..], text.Contains("[8 bytes are left out here", StringComparison.Ordinal)).ShouldBe(("begin", "end", true));
    }

    [Fact]
    public async Task Without_the_section_nothing_is_kept_and_a_link_that_was_made_still_works()
    {
        var link = await KeepAsync("text");
        blobs.Stored.Count.ShouldBe(1);
        app.Configuration.Text = app.Configuration.Text.Replace("scriptLogs: { keep: 30d, links: 7d }", "", StringComparison.Ordinal);
        app.Restart();
        using var content = new MemoryStream("other"u8.ToArray());
        (await app.Services.ScriptLogs.KeepAsync(Name, content, app.Time.GetUtcNow(), CancellationToken.None)).ShouldBeNull();
        using var response = await GetAsync(link);
        (await response.Content.ReadAsStringAsync()).ShouldBe("text");
    }

    [Fact]
    public async Task Without_links_a_script_log_is_kept_and_the_log_says_so_once()
    {
        using var services = app.NewProcess(masterKey: null);
        foreach (var text in new[] { "first", "second" })
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            (await services.ScriptLogs.KeepAsync(Name, content, app.Time.GetUtcNow(), CancellationToken.None)).ShouldBeNull();
        }

        blobs.Stored.Count.ShouldBe(1);
        logs.Text.Split("alerts do not link to them: the app setting BUTLER_COMMAND_KEY is not set").Length.ShouldBe(2);
    }

    private async Task<Uri> KeepAsync(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return (await app.Services.ScriptLogs.KeepAsync(Name, content, app.Time.GetUtcNow(), CancellationToken.None)).ShouldNotBeNull();
    }

    private Task<HttpResponseMessage> GetAsync(Uri link) => site!.SendAsync($"GET {link.PathAndQuery}");

    private static async Task<string> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Content.Headers.ContentDisposition.ShouldBeNull();
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return $"{(int)response.StatusCode} {problem.RootElement.GetProperty("detail").GetString()}";
    }

    private static string Headers(HttpResponseMessage response) => string.Join('\n', response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "Server" or "Transfer-Encoding"))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal));

    /// <summary>A download that breaks off.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("the connection was closed");
    }
}
