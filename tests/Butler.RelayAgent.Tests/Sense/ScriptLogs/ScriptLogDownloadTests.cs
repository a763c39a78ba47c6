using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.ScriptLogs;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Sense.ScriptLogs;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Sense.ScriptLogs;

public sealed class ScriptLogDownloadTests
{
    private const string TaskId = "0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33";
    private const string Log = "20310314T041207.000+0000      Error: Field 'x' not found";

    private readonly FakeTime time = new();
    private readonly Server server = new();

    /// <summary>What waits for the clock goes on as the clock is moved, not on another thread.</summary>
    public ScriptLogDownloadTests() => SynchronizationContext.SetSynchronizationContext(null);

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public void A_log_that_cannot_be_had_at_first_is_had_a_moment_later(int status)
    {
        server.Downloads.Enqueue(status);

        Read().Info.Head.ShouldBe([Log]);
        server.Asked.ShouldBe(["scriptlog", "download", "scriptlog", "download"]);
    }

    [Fact]
    public void All_passing_faults_of_three_seconds_are_outlived_by_both_requests()
    {
        server.References.Enqueue(404);
        server.References.Enqueue(404);
        server.Downloads.Enqueue(404);
        server.Downloads.Enqueue(503);
        server.Downloads.Enqueue(0);

        Read().Info.Head.ShouldBe([Log]);
    }

    [Fact]
    public void The_other_way_that_the_server_does_not_have_does_not_make_a_fault_final()
    {
        server.References.Enqueue(500);
        server.References.Enqueue(400);

        Read().Info.Head.ShouldBe([Log]);
        server.Asked.ShouldBe(["scriptlog", "scriptlogfile", "scriptlog", "download"]);
    }

    [Fact]
    public void A_log_that_breaks_off_is_read_from_its_beginning_again()
    {
        server.Downloads.Enqueue(-1);

        var log = Read();

        (log.Info.Lines, log.Info.Head).ShouldSatisfyAllConditions(() => log.Info.Lines.ShouldBe(1), () => log.Info.Head.ShouldBe([Log]));
    }

    [Fact]
    public void What_may_not_be_read_is_asked_for_once()
    {
        server.Downloads.Enqueue(403);

        Should.Throw<QrsException>(() => Read()).Status.ShouldBe(403);
        server.Asked.ShouldBe(["scriptlog", "download"]);
    }

    [Fact]
    public void A_log_that_never_comes_does_not_open_the_circuit_for_all()
    {
        for (var i = 0; i < 20; i++)
        {
            server.Downloads.Enqueue(503);
        }

        var circuit = new QrsCircuit(server, server, time, NullLogger<QrsCircuit>.Instance);
        Should.Throw<QrsException>(() => Read(circuit)).Status.ShouldBe(503);

        server.Downloads.Clear();
        Read(circuit).Info.Head.ShouldBe([Log]);
    }

    private ScriptLog Read(QrsCircuit? circuit = null)
    {
        var first = circuit is null ? new ScriptLogDownload.Source(server, server) : new ScriptLogDownload.Source(circuit, circuit);
        var download = new ScriptLogDownload(
            first, new(server, server), new ScriptLogOptions(), new SenseEncoding(), Redaction.None, null, time);
        var execution = new QrsExecution { Info = new ExecutionInfo { ResultId = TaskId }, FileReference = TaskId };
        var call = download.ReadAsync(TaskId, execution, null, TestContext.Current.CancellationToken);
        for (var step = 0; step < 200 && !call.IsCompleted; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
        }

        return call.GetAwaiter().GetResult();
    }

    /// <summary>Answers with the faults that are queued, then well. Everything completes at once.</summary>
    private sealed class Server : IQrs, IQrsFiles
    {
        public Queue<int> References { get; } = new();

        /// <summary>A status; 0: no answer, -1: an answer that breaks off.</summary>
        public Queue<int> Downloads { get; } = new();

        public List<string> Asked { get; } = [];

        public Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken)
        {
            Asked.Add(path.Split('/')[2].Split('?')[0]);
            return References.TryDequeue(out var status)
                ? throw new QrsException(status, "no")
                : Task.FromResult(JsonElement.Parse($$"""{"value":"{{TaskId}}"}"""));
        }

        public async Task ReadAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
        {
            Asked.Add("download");
            var isFault = Downloads.TryDequeue(out var status);
            if (isFault && status >= 0)
            {
                throw new QrsException(status, "no");
            }

            await read(new MemoryStream(Encoding.UTF8.GetBytes(isFault ? "half of the log" : Log)), cancellationToken);
            if (isFault)
            {
                throw new QrsException(0, "broke off");
            }
        }

        public Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task DeleteAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
