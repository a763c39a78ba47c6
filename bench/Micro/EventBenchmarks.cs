using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Butler.Core.Configuration;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Routing;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.Benchmarks.Micro;

/// <summary>What each event costs at the steps that it takes once: parse, encode, decode, route.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class EventBenchmarks
{
    private readonly byte[] datagram = Encoding.UTF8.GetBytes(
        @"/scheduler-task-failed/;qsprod02;Reload of Margin Cockpit;Margin Cockpit;FABRIKAM\svc_reload;0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;"
        + "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;2031-03-14 04:12:07,318;WARN;5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02;Max retries reached");

    private readonly SenseEvents events = new("default", "relay-1", "prod", new SenseClock(TimeZoneInfo.Utc), Redaction.None);
    private JournalRecord record;
    private CloudEvent @event = null!;
    private byte[] encoded = [];
    private TaskEventData? task;
    private ButlerOptions routes = null!;

    [GlobalSetup]
    public void Setup()
    {
        record = new JournalRecord(1, DateTimeOffset.UnixEpoch, new IPEndPoint(IPAddress.Loopback, 1), datagram);
        @event = events.Make(record).Event;
        encoded = @event.Encode();
        task = EventData.Task(@event);
        var fifty = string.Join('\n', Enumerable.Range(0, 50).Select(i =>
            $"  - {{ name: r{i}, on: sense.reload.*, where: {{ apps: ['App {i}*'], hosts: [h{i}] }}, send: [{{ channel: a }}] }}"));
        routes = YamlFile.Read("f", $"channels: {{ a: {{ type: console }} }}\nroutes:\n{fifty}", AllChannels.Yaml().Type, _ => null);
    }

    [Benchmark(Baseline = true, Description = "UTF-8 text of the datagram")]
    public string Text() => Encoding.UTF8.GetString(datagram);

    [Benchmark(Description = "parse a datagram into an event")]
    public object Parse() => events.Make(record);

    [Benchmark(Description = "encode an event")]
    public byte[] Encode() => @event.Encode();

    [Benchmark(Description = "decode an event and its data")]
    public object? Decode() => EventData.Task(CloudEvent.Decode(encoded));

    [Benchmark(Description = "match 50 routes")]
    public int Match() => RouteMatching.Match(routes, @event, task).Count;
}
