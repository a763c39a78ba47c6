using Butler.Functions.Hosting;
using Butler.Functions.Queues;
using Butler.Functions.Routing;
using Butler.Functions.Tests.Support;
using Butler.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.Functions.Tests.Telemetry;

/// <summary>Runs alone: the SDK listens to every source of our name in the process.</summary>
[CollectionDefinition(nameof(ExportTests), DisableParallelization = true)]
public sealed class ExportCollection;

/// <summary>The app's services with the export of the worker, received by a collector.</summary>
[Collection(nameof(ExportTests))]
public sealed class ExportTests
{
    [Fact]
    public async Task Traces_and_metrics_arrive_by_OTLP_and_hold_no_person_and_no_text()
    {
        using var collector = new HttpSink();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.GetLeftPart(UriPartial.Authority),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["WEBSITE_INSTANCE_ID"] = "instance-7",
        };
        var @event = Sample.Event() with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        using (var app = Start(environment))
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            await app.Services.GetRequiredService<ProcessEvent>().RunAsync(
                new TriggerMessage { Queue = "events", Body = @event.Encode(), MessageId = "m" }, TestContext.Current.CancellationToken);
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        collector.Requests.Select(request => request.PathAndQuery).Distinct().ShouldBe(["/v1/traces", "/v1/metrics"], ignoreOrder: true);
        var all = string.Concat(collector.Requests.Select(request => request.Body));
        string[] exported =
        [
            "process events", "butler-functions", "instance-7", "butler.deliveries.planned", "butler.event.process.duration", @event.Id,
        ];
        foreach (var text in exported)
        {
            all.ShouldContain(text);
        }

        foreach (var text in new[] { "svc_reload", "Margin Cockpit", "Max retries" })
        {
            all.ShouldNotContain(text);
        }
    }

    [Fact]
    public void Without_an_address_nothing_is_added()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var before = builder.Services.Count;

        builder.AddWorkerTelemetry(_ => null).IsOn.ShouldBeFalse();

        builder.Services.Count.ShouldBe(before);
    }

    private static IHost Start(Dictionary<string, string> environment)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var time = new FakeTime();
        builder.Services.AddApp(new AppDependencies
        {
            Bus = new FakeBus(time),
            Tables = new FakeTables(new KillSwitch(), time),
            ConfigurationText = new FakeConfiguration
            {
                Text = """
                    channels: { a: { type: console } }
                    routes: [{ name: all, on: "sense.*", send: [{ channel: a }] }]
                    """,
            },
            Terminal = TextWriter.Null,
            Time = time,
            Random = new Random(1),
            Environment = environment.GetValueOrDefault,
        });
        builder.AddWorkerTelemetry(environment.GetValueOrDefault).Problem.ShouldBeNull();
        return builder.Build();
    }
}
