using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Api;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Delivering.Reconciling;
using Butler.Functions.Delivering.Replaying;
using Butler.Functions.Hosting;
using Butler.Functions.Incidents;
using Butler.Functions.KeyValues;
using Butler.Functions.Operating;
using Butler.Functions.Operating.Digests;
using Butler.Functions.Plans;
using Butler.Functions.Preview;
using Butler.Functions.Queues;
using Butler.Functions.Relays;
using Butler.Functions.Routing;
using Butler.Functions.Schedules;
using Butler.Functions.ScriptLogs;
using Butler.Functions.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Butler.Functions.Tests.Support;

/// <summary>The app's services without a worker around them, and what its functions run.</summary>
internal sealed class AppServices(AppDependencies outside, ILoggerFactory logs) : IDisposable
{
    private readonly ServiceProvider provider = new ServiceCollection()
        .AddSingleton(logs)
        .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
        .AddApp(outside)
        .BuildServiceProvider();

    /// <summary>A service.</summary>
    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    public ConfigurationSource Configuration => provider.GetRequiredService<ConfigurationSource>();

    public QueueRunner Runner => provider.GetRequiredService<QueueRunner>();

    public ProcessEvent ProcessEvent => provider.GetRequiredService<ProcessEvent>();

    public Planner Planner => provider.GetRequiredService<Planner>();

    public EventRows Events => provider.GetRequiredService<EventRows>();

    public DeliveryQueue DeliveryQueue => provider.GetRequiredService<DeliveryQueue>();

    public Deliver Deliver => provider.GetRequiredService<Deliver>();

    public IncidentApi Incidents => provider.GetRequiredService<IncidentApi>();

    public DeliveryCounts DeliveryCounts => provider.GetRequiredService<DeliveryCounts>();

    /// <summary>The source of this app's spans.</summary>
    public ActivitySource Spans => provider.GetRequiredService<ActivitySource>();

    /// <summary>The meter of this app's instruments.</summary>
    public Meter Meter => provider.GetRequiredService<Meter>();

    public Circuits Circuits => provider.GetRequiredService<Circuits>();

    public DeliveriesApi Deliveries => provider.GetRequiredService<DeliveriesApi>();

    public ChannelTestApi ChannelTest => provider.GetRequiredService<ChannelTestApi>();

    public SampleEventApi SampleEvent => provider.GetRequiredService<SampleEventApi>();

    public ChannelPreviewApi ChannelPreview => provider.GetRequiredService<ChannelPreviewApi>();

    public TimerDue TimerDue => provider.GetRequiredService<TimerDue>();

    public RelayReplies CommandReply => provider.GetRequiredService<RelayReplies>();

    public WatchRelays WatchRelays => provider.GetRequiredService<WatchRelays>();

    public CommandSender Commands => provider.GetRequiredService<CommandSender>();

    public UnansweredCommands UnansweredCommands => provider.GetRequiredService<UnansweredCommands>();

    public Sweep Sweep => provider.GetRequiredService<Sweep>();

    public ReconcileDeliveries Reconcile => provider.GetRequiredService<ReconcileDeliveries>();

    public Retention Retention => provider.GetRequiredService<Retention>();

    public Digest Digest => provider.GetRequiredService<Digest>();

    public Healthz Healthz => provider.GetRequiredService<Healthz>();

    public DeadLetters DeadLetters => provider.GetRequiredService<DeadLetters>();

    public KeyValueStore KeyValues => provider.GetRequiredService<KeyValueStore>();

    public Namespaces Namespaces => provider.GetRequiredService<Namespaces>();

    public KeyValueSweep KeyValueSweep => provider.GetRequiredService<KeyValueSweep>();

    public ScheduleSweep ScheduleSweep => provider.GetRequiredService<ScheduleSweep>();

    public ScheduleStore Schedules => provider.GetRequiredService<ScheduleStore>();

    public ScheduleStates ScheduleStates => provider.GetRequiredService<ScheduleStates>();

    public ScheduleEditor ScheduleEditor => provider.GetRequiredService<ScheduleEditor>();

    public ScheduleRows ScheduleRows => provider.GetRequiredService<ScheduleRows>();

    public IScriptLogStore ScriptLogs => provider.GetRequiredService<IScriptLogStore>();

    public ScriptLogPage ScriptLogPage => provider.GetRequiredService<ScriptLogPage>();

    public ScriptLogRetention ScriptLogRetention => provider.GetRequiredService<ScriptLogRetention>();

    /// <summary>The declared routes of all capabilities.</summary>
    public IReadOnlyList<ApiRoute> Routes => [.. provider.GetServices<IApi>().SelectMany(api => api.Routes)];

    public void Dispose() => provider.Dispose();
}
