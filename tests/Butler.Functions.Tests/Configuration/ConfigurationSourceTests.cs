using System.Text;
using Butler.Functions.Configuration;
using Butler.Functions.Tests.Support;
using Butler.Tests;
using Microsoft.Extensions.Logging;

namespace Butler.Functions.Tests.Configuration;

/// <summary>A running app and its configuration: what it does with a faulty one, and that a good one in memory makes nobody wait.</summary>
public sealed class ConfigurationSourceTests : IDisposable
{
    private const string Good = "channels: { ops: { type: console } }\nroutes: [{ name: r, on: '*', send: [{ channel: ops }] }]";
    private readonly FakeTime time = new();
    private readonly LogCollector logs = new();
    private readonly Slow text = new();
    private readonly ConfigurationSource source;

    public ConfigurationSourceTests() =>
        source = new ConfigurationSource(text, Reading.Butler, time, _ => null, logs.CreateLogger<ConfigurationSource>());

    public void Dispose()
    {
        source.Dispose();
        logs.Dispose();
    }

    [Fact]
    public async Task A_faulty_newer_file_is_told_once_and_the_good_one_stays()
    {
        var good = await LoadedAsync();
        text.Answer(Good + "\nx: { y: #z }\na: b");
        time.Advance(TimeSpan.FromSeconds(6));
        (await source.CurrentAsync(default)).ShouldBeSameAs(good);
        source.Problem.ShouldBe("butler.yaml:3:9: is not valid YAML: # begins a comment, which swallows the rest of the line; put the "
            + "value in quotes, such as '#sense'");
        text.AnswerUnchanged();
        time.Advance(TimeSpan.FromSeconds(6));
        (await source.CurrentAsync(default)).ShouldBeSameAs(good);
        logs.Text.Split("the last good one stays in use").Length.ShouldBe(2);
        logs.Text.ShouldContain(source.Problem!);

        text.Answer(Good);
        time.Advance(TimeSpan.FromSeconds(6));
        (await source.CurrentAsync(default)).ShouldNotBeSameAs(good);
        source.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_until_it_can_be_read_again_unchanged()
    {
        await LoadedAsync();
        text.Fail(new IOException("the blob answered 503."));
        time.Advance(TimeSpan.FromSeconds(6));
        await source.CurrentAsync(default);
        source.Problem.ShouldBe("butler.yaml: the blob answered 503.");
        text.AnswerUnchanged();
        time.Advance(TimeSpan.FromSeconds(6));
        await source.CurrentAsync(default);
        source.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_nobody_expected_is_told_too()
    {
        var good = await LoadedAsync();
        text.Fail(new InvalidOperationException("odd"));
        time.Advance(TimeSpan.FromSeconds(6));
        (await source.CurrentAsync(default)).ShouldBeSameAs(good);
        source.Problem.ShouldBe("butler.yaml: InvalidOperationException: odd");
    }

    [Fact]
    public async Task With_a_good_one_in_memory_nobody_waits_and_one_look_is_under_way_at_a_time()
    {
        var good = await LoadedAsync();
        var pending = text.Hang();
        time.Advance(TimeSpan.FromSeconds(6));
        for (var i = 0; i < 3; i++)
        {
            var asked = source.CurrentAsync(default);
            asked.IsCompletedSuccessfully.ShouldBeTrue();
            (await asked).ShouldBeSameAs(good);
        }

        text.Reads.ShouldBe(2);
        pending.SetResult(new ConfigurationVersion(Encoding.UTF8.GetBytes(Good), "new"));
        await Eventually.TrueAsync(async () => await source.CurrentAsync(default) != good, "the new one is in use");
        text.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Warnings_are_logged_once()
    {
        text.Answer("channels: { ops: { type: console } }\nroutes:\n  - name: r #1\n    on: '*'\n    send: [{ channel: ops }]");
        await source.CurrentAsync(default);
        text.AnswerUnchanged();
        time.Advance(TimeSpan.FromSeconds(6));
        await source.CurrentAsync(default);
        logs.Text.Split("what follows # is a comment").Length.ShouldBe(2);
    }

    private async Task<ButlerOptions> LoadedAsync()
    {
        text.Answer(Good);
        return await source.CurrentAsync(default);
    }

    private sealed class Slow : IConfigurationText
    {
        private Func<Task<ConfigurationVersion?>> answer = () => Task.FromResult<ConfigurationVersion?>(null);

        public int Reads { get; private set; }

        public string Name => "butler.yaml";

        public void Answer(string content) =>
            answer = () => Task.FromResult<ConfigurationVersion?>(new ConfigurationVersion(Encoding.UTF8.GetBytes(content), content));

        public void AnswerUnchanged() => answer = () => Task.FromResult<ConfigurationVersion?>(null);

        public void Fail(Exception e) => answer = () => Task.FromException<ConfigurationVersion?>(e);

        public TaskCompletionSource<ConfigurationVersion?> Hang()
        {
            var pending = new TaskCompletionSource<ConfigurationVersion?>();
            answer = () => pending.Task;
            return pending;
        }

        public Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken)
        {
            Reads++;
            return answer();
        }
    }
}
