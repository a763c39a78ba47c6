using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Butler.Core.Commands;
using Butler.EndToEnd.Tests.Support;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.ScriptLogs;
using Butler.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests.ScriptLogs;

/// <summary>Script logs on a real blob service: kept, replaced, read by link, and deleted when their time is over.</summary>
public sealed class ScriptLogsOnAzuriteTests : IClassFixture<AzuriteBlobsOfClass>, IAsyncLifetime
{
    private static readonly DateOnly Day = new(2031, 3, 14);
    private readonly FakeTime time = FakeTime.FromNow();
    private readonly AzuriteBlobsOfClass azurite;
    private readonly BlobServiceClient service;
    private readonly ScriptLogBlobs blobs;
    private readonly OldScriptLogs old;
    private readonly ConfigurationSource configuration;
    private readonly ScriptLogLinks links;
    private readonly LogLines lines = new();

    public ScriptLogsOnAzuriteTests(AzuriteBlobsOfClass azurite)
    {
        this.azurite = azurite;
        service = azurite.Client;
        var container = new ScriptLogContainer(new Lazy<BlobServiceClient>(service), time);
        blobs = new ScriptLogBlobs(container);
        old = new OldScriptLogs(container) { PageSize = 3 };
        configuration = new ConfigurationSource(
            new FixedText("channels: {}\nroutes: []\nscriptLogs: { keep: 10d }"), AllChannels.Yaml(), time, _ => null,
            NullLogger<ConfigurationSource>.Instance);
        MasterKey.TryRead("the master key of the tests, 0123456789", out var master).ShouldBeNull();
        links = new ScriptLogLinks(master, null, new Uri("https://butler.example.com"));
    }

    public async ValueTask InitializeAsync() =>
        await service.GetBlobContainerClient(ScriptLogContainer.Name).DeleteIfExistsAsync();

    public ValueTask DisposeAsync()
    {
        configuration.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_kept_is_read_by_its_link_and_a_second_run_replaces_it()
    {
        var name = new ScriptLogName("Malmö", Day, "../a/ b?c#d%2F\\");
        await KeepAsync(name, "first");
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(line => $"20310314T041207 {line:00000} Försäljning€\r\n"));
        var link = await KeepAsync(name, text);

        (await ReadAsync(link)).ShouldBe((200, text));
        var kept = (await ListAsync()).ShouldHaveSingleItem();
        (kept.Name, kept.Properties.ContentEncoding, kept.Properties.ContentType).ShouldBe(
            ("Malm~C3~B6/2031-03-14/~2E~2E~2Fa~2F~20b~3Fc~23d~252F~5C.log", "gzip", "text/plain; charset=utf-8"));
        kept.Properties.ContentLength!.Value.ShouldBeLessThan(text.Length / 5);
    }

    [Fact]
    public async Task Without_a_container_there_is_nothing_to_read_or_delete()
    {
        (await ReadAsync(links.Of(new ScriptLogName("acme", Day, "1"), time.GetUtcNow().AddDays(1))!)).Status.ShouldBe(404);
        await RetainAsync();
        lines.Text.ShouldBe("");
    }

    [Fact]
    public async Task Script_logs_of_several_days_and_pages_are_deleted_when_each_has_been_kept_for_long_enough()
    {
        var first = await KeepManyAsync("first", 8);
        await NextSecondAsync();
        var second = await KeepManyAsync("second", 5);
        var lastOfFirst = (await ListAsync()).Where(blob => first.Contains(blob.Name)).Max(blob => blob.Properties.LastModified!.Value);

        MoveTo(lastOfFirst.AddDays(10));
        await RetainAsync();
        (await ListAsync()).Select(blob => blob.Name).ShouldBeSubsetOf([.. first, .. second]);
        (await ListAsync()).Count(blob => second.Contains(blob.Name)).ShouldBe(5);
        (await ListAsync()).Where(blob => first.Contains(blob.Name)).Select(blob => blob.Properties.LastModified).Distinct()
            .ShouldBe([lastOfFirst]);
        MoveTo(lastOfFirst.AddDays(10).AddMilliseconds(1));
        await RetainAsync();
        (await ListAsync()).Select(blob => blob.Name).ShouldBe(second, ignoreOrder: true);
        time.Advance(TimeSpan.FromMinutes(1));
        await RetainAsync();
        (await ListAsync()).ShouldBeEmpty();
        lines.Text.ShouldContain("script logs that were kept for longer than 10d");
    }

    [Fact]
    public async Task A_script_log_that_cannot_be_deleted_stops_no_other_and_is_reported()
    {
        var names = await KeepManyAsync("old", 7);
        var stuck = service.GetBlobContainerClient(ScriptLogContainer.Name).GetBlobClient(names[3]);
        var lease = stuck.GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
        time.Advance(TimeSpan.FromDays(11));

        (await Should.ThrowAsync<ScriptLogsUnavailableException>(RetainAsync)).Message.ShouldBe(
            "1 script logs could not be deleted, 6 were. The log says why, of the first 20.");
        lines.Text.ShouldContain($"The script log {names[3]} cannot be deleted: The storage of script logs answered 412 LeaseIdMissing.");
        (await ListAsync()).Select(blob => blob.Name).ShouldBe([names[3]]);

        await lease.ReleaseAsync();
        await RetainAsync();
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Deleting_stops_after_three_minutes_and_the_next_run_continues()
    {
        await KeepManyAsync("old", 10);
        time.Advance(TimeSpan.FromDays(11));
        using var slow = new SlowDeletion(time);
        var slowly = new OldScriptLogs(new ScriptLogContainer(new(azurite.ClientThrough(slow)), time));

        await new ScriptLogRetention(configuration, slowly, time, lines).RunAsync(CancellationToken.None);
        (await ListAsync()).Count.ShouldBe(2);
        lines.Text.ShouldContain("Deleting script logs stopped after 00:03:00; the next run continues");
        await RetainAsync();
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_script_log_that_is_replaced_between_list_and_deletion_stays()
    {
        var name = new ScriptLogName("acme", Day, "1");
        await KeepAsync(name, "first");
        var listed = (await ListAsync()).ShouldHaveSingleItem();
        var link = await KeepAsync(name, "second");
        (await old.DeleteAsync(listed, CancellationToken.None)).ShouldBeFalse();
        (await ReadAsync(link)).ShouldBe((200, "second"));
    }

    private async Task<List<string>> KeepManyAsync(string id, int count)
    {
        var names = Enumerable.Range(0, count).Select(i => new ScriptLogName($"site{i % 2}", Day.AddDays(i % 3), $"{id}{i}")).ToList();
        foreach (var name in names)
        {
            await KeepAsync(name, "text");
        }

        return [.. names.Select(name => ScriptLogName.Blob(name.Path))];
    }

    private async Task<Uri> KeepAsync(ScriptLogName name, string text)
    {
        var store = new BlobScriptLogStore(configuration, blobs, links, NullLogger<BlobScriptLogStore>.Instance);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return (await store.KeepAsync(name, content, time.GetUtcNow(), CancellationToken.None)).ShouldNotBeNull();
    }

    private async Task<(int Status, string Text)> ReadAsync(Uri link)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Request.QueryString = new QueryString(link.Query);
        foreach (var (part, segment) in new[] { "site", "day", "id" }.Zip(link.Segments[^3..]))
        {
            context.Request.RouteValues[part] = segment.TrimEnd('/');
        }

        await new ScriptLogPage(links, blobs, time).RunAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    private Task RetainAsync() => new ScriptLogRetention(configuration, old, time, lines).RunAsync(CancellationToken.None);

    private async Task<List<BlobItem>> ListAsync()
    {
        var found = new List<BlobItem>();
        await foreach (var blob in service.GetBlobContainerClient(ScriptLogContainer.Name).GetBlobsAsync())
        {
            found.Add(blob);
        }

        return found;
    }

    /// <summary>Waits until the service's clock, which counts seconds, shows another one.</summary>
    private async Task NextSecondAsync()
    {
        var container = service.GetBlobContainerClient("clock");
        await container.CreateIfNotExistsAsync();
        var first = await WriteAsync();
        await Eventually.TrueAsync(async () => await WriteAsync() > first, "the second is over");

        async Task<DateTimeOffset> WriteAsync() =>
            (await container.GetBlobClient("now").UploadAsync(BinaryData.FromString("x"), overwrite: true)).Value.LastModified;
    }

    private void MoveTo(DateTimeOffset at) => time.Advance(at - time.GetUtcNow());

    private sealed class FixedText(string text) : IConfigurationText
    {
        public string Name => "butler.yaml";

        public Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken) =>
            Task.FromResult(version is null ? new ConfigurationVersion(Encoding.UTF8.GetBytes(text), "1") : null);
    }

    /// <summary>Lets each deletion last 25 seconds.</summary>
    private sealed class SlowDeletion(FakeTime time) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Delete)
            {
                time.Advance(TimeSpan.FromSeconds(25));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Collects log lines.</summary>
    private sealed class LogLines : ILogger<ScriptLogRetention>
    {
        private readonly StringBuilder text = new();

        public string Text => text.ToString();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            text.AppendLine(formatter(state, exception));
    }
}
