using System.Diagnostics.CodeAnalysis;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Console;
using Butler.Functions.Channels.Email;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Channels.Mqtt;
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

/// <summary>Puts the app together, by hand and in one place: who needs what can be read here from top to bottom.</summary>
internal sealed partial class AppServices : IDisposable
{
    private readonly HttpTransport http;
    private readonly MqttSender mqtt;
    private readonly Func<string, DeadLetters> deadLetters;

    public AppServices(AppDependencies outside)
    {
        var (time, random, logs) = (outside.Time, outside.Random, outside.Logs);
        Configuration = new ConfigurationSource(outside.ConfigurationText, AllChannels.Yaml(), time, outside.Environment, logs.CreateLogger<ConfigurationSource>());
        http = new HttpTransport(time);
        mqtt = new MqttSender(time, random, logs);
        var putOff = new PutOff(outside.Bus, time, random);
        var trouble = new RepeatedTrouble(time);
        var throttle = new Throttle(outside.Tables, time);
        var due = new DueRows(outside.Tables, outside.Bus, time);
        Circuits = new Circuits(time, random, logs.CreateLogger<Circuits>());
        var gatherings = new Gatherings(outside.Tables, due, time);
        var late = new LateEvents(outside.Tables, outside.Bus, gatherings, time);
        var events = new EventRows(outside.Tables, time);
        var incidents = new IncidentRows(outside.Tables, time);
        var keyProblem = MasterKey.TryRead(outside.Environment("BUTLER_COMMAND_KEY"), out var master);
        if (keyProblem is not null)
        {
            Log.NoMasterKey(logs.CreateLogger<AppServices>(), keyProblem);
        }

        var links = new IncidentLinks(master, IncidentLinks.Address(outside.Environment));
        var groupRows = new GroupIncidentRows(outside.Tables, incidents, time);
        var planner = new Planner(throttle, incidents, new GroupIncidents(incidents, groupRows), time);
        var deliveryRows = new DeliveryRows(outside.Tables, time);
        var followUps = new FollowUps(throttle, outside.Bus, time);
        var open = new OpenDeliveries(outside.Tables, time);
        var dead = new DeadDeliveries(deliveryRows, followUps, logs.CreateLogger<DeadDeliveries>());
        var deliveries = new DeliveryQueue(outside.Bus, open, dead, time);
        var groups = new Groups(outside.Tables, Configuration, planner, events, deliveries, gatherings, due, logs.CreateLogger<Groups>());
        var groupEnds = new GroupEnds(Configuration, incidents, groupRows, events, deliveries, due, time, logs.CreateLogger<GroupEnds>());
        var escalations = new Escalations(Configuration, incidents, groupRows, events, deliveries, due, time, logs.CreateLogger<Escalations>());

        var templates = new HandlebarsTemplates(AppSettings.Templates(outside.Environment), time);

        var commandRows = new CommandRows(outside.Tables, time);
        var relays = new RelayChoice(outside.Tables, time);
        Commands = new CommandSender(commandRows, relays, outside.Bus, master, keyProblem, time);
        var distributions = new DistributePolling(outside.Tables, outside.Bus, due, Commands, relays, time, logs.CreateLogger<DistributePolling>());

        Runner = new QueueRunner(putOff, new RefusedMessages(outside.Tables, time), trouble, logs.CreateLogger<QueueRunner>());
        ProcessEvent = new ProcessEvent(
            Configuration, events, planner, deliveries, groups, late, distributions, due, time, logs.CreateLogger<ProcessEvent>());
        Incidents = new IncidentApi(incidents, groupRows, links, time, logs.CreateLogger<IncidentApi>());
        var kinds = new ChannelKinds(AllChannels.Kinds);
        var channels = new ChannelFactory(kinds, templates);
        var senders = new Senders(
            new HttpSender(http, kinds), new MailSender(http, new SmtpTransport(time)), mqtt, new RelaySender(Commands, kinds, time), new TerminalSender(outside.Terminal));
        var relayed = new RelayedDeliveries(deliveryRows, commandRows, due, outside.Bus, time);
        ChannelTest = new ChannelTestApi(Configuration, new ChannelTest(channels, senders, new InfluxDatabase(http), time));
        ChannelPreview = new ChannelPreviewApi(Configuration, new ChannelPreview(channels, time));
        var ends = new AttemptEnds(deliveryRows, followUps, putOff, logs.CreateLogger<AttemptEnds>());
        var nextAttempts = new NextAttempts(deliveryRows, outside.Bus, time, random, trouble, logs.CreateLogger<NextAttempts>());
        var attempts = new DeliveryAttempts(
            new AttemptSender(channels, senders, links, logs.CreateLogger<AttemptSender>()), ends, nextAttempts, relayed, time, logs.CreateLogger<DeliveryAttempts>());
        Deliver = new Deliver(
            Configuration, Circuits, new DeliveryWaits(deliveryRows, putOff, time),
            new DeliveryLeases(deliveryRows, putOff, time, logs.CreateLogger<DeliveryLeases>()), attempts);
        var finder = new DeliveryFinder(outside.Tables, time);
        var recorded = new RecordedEvents(outside.Tables);
        Deliveries = new DeliveriesApi(finder, new FilterNames(Configuration), new Replays(outside.Tables, finder, recorded, open, outside.Bus, time), recorded, Circuits);
        Reconcile = new ReconcileDeliveries(
            open, new LostDeliveries(recorded, deliveryRows, time), dead, outside.Bus, outside.Tables, time, logs.CreateLogger<ReconcileDeliveries>());
        TimerDue = new TimerDue([late, groups, groupEnds, escalations, distributions, relayed], due);
        var (relayRows, relayEvents) = (new RelayRows(outside.Tables), new RelayEvents(outside.Bus, time));
        WatchRelays = new WatchRelays(outside.Tables, relayRows, relayEvents, Configuration, time, logs.CreateLogger<WatchRelays>());
        CommandReply = new CommandReply(relayRows, relayEvents, commandRows, followUps: [distributions, relayed]);
        UnansweredCommands = new UnansweredCommands(commandRows, CommandReply, time, logs.CreateLogger<UnansweredCommands>());
        Sweep = new Sweep(due, new UnknownDueRows(outside.Tables, new RefusedMessages(outside.Tables, time), time), TimerDue.Knows, logs.CreateLogger<Sweep>());
        Retention = new Retention(outside.Tables, Configuration, time, logs.CreateLogger<Retention>());
        Digest = new Digest(outside.Tables, outside.Bus, Configuration, time, logs.CreateLogger<Digest>());
        Healthz = new Healthz(Configuration, Circuits);
        deadLetters = queue => new DeadLetters(queue, putOff, outside.Tables, time, logs.CreateLogger<DeadLetters>());
    }

    public ConfigurationSource Configuration { get; }

    public QueueRunner Runner { get; }

    public ProcessEvent ProcessEvent { get; }

    public Deliver Deliver { get; }

    public IncidentApi Incidents { get; }

    public Circuits Circuits { get; }

    public DeliveriesApi Deliveries { get; }

    public ChannelTestApi ChannelTest { get; }

    public ChannelPreviewApi ChannelPreview { get; }

    public TimerDue TimerDue { get; }

    public CommandReply CommandReply { get; }

    public WatchRelays WatchRelays { get; }

    public CommandSender Commands { get; }

    public UnansweredCommands UnansweredCommands { get; }

    public Sweep Sweep { get; }

    public ReconcileDeliveries Reconcile { get; }

    public Retention Retention { get; }

    public Digest Digest { get; }

    public Healthz Healthz { get; }

    public DeadLetters DeadLetters(string queue) => deadLetters(queue);

    public CommandDeadLetters CommandDeadLetters(string queue) => new(deadLetters(queue), CommandReply);

    public void Dispose()
    {
        http.Dispose();
        mqtt.Dispose();
        Configuration.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The app setting BUTLER_COMMAND_KEY (the master key) {Problem}. Until then no command is sent to a relay, and alerts have no links to acknowledge them")]
        public static partial void NoMasterKey(ILogger logger, string problem);
    }
}

/// <summary>What the app takes from outside.</summary>
internal sealed record AppDependencies
{
    public required IServiceBus Bus { get; init; }

    public required ITables Tables { get; init; }

    public required IConfigurationText ConfigurationText { get; init; }

    public required ILoggerFactory Logs { get; init; }

    public required TextWriter Terminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place where the process's own randomness is handed in.")]
    public Random Random { get; init; } = Random.Shared;

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
