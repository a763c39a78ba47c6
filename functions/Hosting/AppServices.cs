using System.Diagnostics.CodeAnalysis;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Delivering.Reconciling;
using Butler.Functions.Delivering.Replaying;
using Butler.Functions.Delivering.Sending;
using Butler.Functions.Incidents;
using Butler.Functions.Operating;
using Butler.Functions.Operating.Digests;
using Butler.Functions.Plans;
using Butler.Functions.Preview;
using Butler.Functions.Queues;
using Butler.Functions.Relays;
using Butler.Functions.Routing;
using Butler.Functions.Tasks;
using Butler.Functions.Templates;
using Butler.Functions.Throttling;
using Butler.Functions.Timers;
using MasterKey = Butler.Core.Commands.MasterKey;

namespace Butler.Functions.Hosting;

/// <summary>The app's services: one line for each capability, and the handlers of the functions.</summary>
internal sealed partial class AppServices : IDisposable
{
    private readonly ServiceProvider provider;

    public AppServices(AppDependencies outside)
    {
        var keyProblem = MasterKey.TryRead(outside.Environment("BUTLER_COMMAND_KEY"), out var master);
        if (keyProblem is not null)
        {
            Log.NoMasterKey(outside.Logs.CreateLogger<AppServices>(), keyProblem);
        }

        provider = new ServiceCollection()
            .AddSingleton(outside.Bus)
            .AddSingleton(outside.Tables)
            .AddSingleton(outside.ConfigurationText)
            .AddSingleton(outside.Terminal)
            .AddSingleton(outside.Environment)
            .AddSingleton(outside.Time)
            .AddSingleton(outside.Random)
            .AddSingleton(outside.Logs)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddConfiguration()
            .AddQueues()
            .AddTimers()
            .AddAlerts(master, IncidentLinks.Address(outside.Environment))
            .AddTemplates(AppSettings.Templates(outside.Environment))
            .AddChannels(AllChannels.Kinds)
            .AddRelays(master, keyProblem)
            .AddTasks()
            .AddThrottling()
            .AddPlans()
            .AddIncidents()
            .AddSending()
            .AddDelivering()
            .AddReplaying()
            .AddReconciling()
            .AddEventRouting()
            .AddOperating()
            .AddDigests()
            .AddPreview()
            .BuildServiceProvider();
    }

    public ConfigurationSource Configuration => provider.GetRequiredService<ConfigurationSource>();

    public QueueRunner Runner => provider.GetRequiredService<QueueRunner>();

    public ProcessEvent ProcessEvent => provider.GetRequiredService<ProcessEvent>();

    public Deliver Deliver => provider.GetRequiredService<Deliver>();

    public IncidentApi Incidents => provider.GetRequiredService<IncidentApi>();

    public Circuits Circuits => provider.GetRequiredService<Circuits>();

    public DeliveriesApi Deliveries => provider.GetRequiredService<DeliveriesApi>();

    public ChannelTestApi ChannelTest => provider.GetRequiredService<ChannelTestApi>();

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

    public DeadLetters DeadLetters(string queue) => provider.GetRequiredService<Func<string, DeadLetters>>()(queue);

    public CommandDeadLetters CommandDeadLetters(string queue) => new(DeadLetters(queue), CommandReply);

    public void Dispose() => provider.Dispose();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The app setting BUTLER_COMMAND_KEY (the master key) {Problem}. Until then no commands are sent to relays, and alerts have no links to acknowledge them")]
        public static partial void NoMasterKey(ILogger logger, string problem);
    }
}

/// <summary>The external dependencies of the app.</summary>
internal sealed record AppDependencies
{
    public required IServiceBus Bus { get; init; }

    public required ITables Tables { get; init; }

    public required IConfigurationText ConfigurationText { get; init; }

    public required ILoggerFactory Logs { get; init; }

    public required TextWriter Terminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The only place that provides the process's random numbers.")]
    public Random Random { get; init; } = Random.Shared;

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
