using System.Net;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Commands.Ledger;
using Butler.RelayAgent.Commands.Receiving;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Secrets;
using Butler.RelayAgent.Sense.Engine;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Hosting;

/// <summary>The commands' side of the relay, put together. What the relay's file does not allow at all is not offered either.</summary>
internal sealed class CommandService : IDisposable
{
    private readonly JournalDirectory directory;
    private readonly CommandLedger ledger;
    private readonly HttpTransport http;
    private readonly HttpClient uploads;
    private readonly IReadOnlyList<IDestinationKind> destinations;
    private readonly CommandReceiver receiver;

    private CommandService(
        RelayOptions options, IServiceBus serviceBus, IQrs? qrs, IEngine? engine, IRelayPublisher brokers, TimeProvider time, Random random, ILoggerFactory logs)
    {
        directory = JournalDirectory.Take(Path.Combine(options.Journal.Directory, "commands"));
        ledger = CommandLedger.Open(directory, time);
        var proxy = options.Proxy?.Create();
        http = new HttpTransport(time, proxy);
        uploads = new HttpClient(Uploading(proxy)) { Timeout = TimeSpan.FromMinutes(10) };
        var files = FileActions.Create(new OwnFiles(OwnPaths(options)));
        destinations = [new HttpDestination(http), new FileDestination(files), new MqttTopicDestination(brokers, time), new SmtpDestination(new SmtpTransport(time))];
        var handlers = Handlers(options, files, qrs, engine).ToDictionary(handler => handler.Kind);
        Capabilities = [.. handlers.Keys.Order(StringComparer.Ordinal)];
        var book = new LedgerBook(ledger, time, random, logs.CreateLogger<LedgerBook>());
        var clock = new ServiceBusClock(time);
        var sender = new PatientSender(serviceBus, time, random, logs.CreateLogger<PatientSender>());
        var alarm = new RefusalAlarm(options.Relay, sender, time, logs.CreateLogger<RefusalAlarm>());
        var runner = new CommandRunner(options.Relay, handlers, book, clock, alarm, sender, logs.CreateLogger<CommandRunner>());
        var intake = new CommandIntake(options.Relay, options.Commands.Key!);
        receiver = new CommandReceiver(
            options.Relay, intake, runner, book, clock, alarm, serviceBus, time, random, logs.CreateLogger<CommandReceiver>());
    }

    /// <summary>The kinds of command this relay can do, for its heartbeat.</summary>
    public IReadOnlyList<string> Capabilities { get; }

    /// <summary>What an operator should know of it; null when all is well.</summary>
    public string? Warning => receiver.Warning;

    /// <summary>Opens the ledger, which lies in <c>commands</c> below the journal's directory.</summary>
    /// <param name="options">What the relay's file says; <c>commands.key</c> is set.</param>
    /// <param name="serviceBus">The queues.</param>
    /// <param name="qrs">The repository; null: what needs it is not offered.</param>
    /// <param name="engine">The engine; null: what needs it is not offered.</param>
    /// <param name="brokers">Publishes to the brokers that the file names.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads attempts.</param>
    /// <param name="logs">Where to log.</param>
    /// <exception cref="IOException">The ledger cannot be used.</exception>
    public static CommandService Open(
        RelayOptions options, IServiceBus serviceBus, IQrs? qrs, IEngine? engine, IRelayPublisher brokers, TimeProvider time, Random random, ILoggerFactory logs) =>
        new(options, serviceBus, qrs, engine, brokers, time, random, logs);

    /// <summary>Receives commands and does them.</summary>
    public ILoop Loop => receiver;

    public void Dispose()
    {
        ledger.Dispose();
        directory.Dispose();
        http.Dispose();
        uploads.Dispose();
    }

    private static SocketsHttpHandler Uploading(IWebProxy? proxy)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.Proxy = proxy ?? handler.Proxy;
        return handler;
    }

    private IEnumerable<ICommandHandler> Handlers(RelayOptions options, FileActions files, IQrs? qrs, IEngine? engine) =>
        (qrs is null ? [] : TaskHandlers(options.Commands, qrs))
            .Concat(engine is null ? [] : AppHandlers(options, qrs, engine))
            .Concat(FileHandlers(options, files));

    private IEnumerable<ICommandHandler> AppHandlers(RelayOptions options, IQrs? qrs, IEngine engine)
    {
        if (options.Commands.DumpApp is { Any: true } or { Apps.Count: > 0 })
        {
            yield return new AppDump(engine, options.Commands.DumpApp, uploads, new Redaction(options.ScriptLog.Redact), directory.Path);
        }

        if (options.Commands.ReloadApp is { Any: true } or { Apps.Count: > 0 })
        {
            var tasks = qrs is null ? null : new TaskSwitch(qrs, new TaskRules(options.Commands.StartTask));
            yield return new ReloadApp(engine, options.Commands.ReloadApp, tasks);
        }
    }

    private static IEnumerable<ICommandHandler> TaskHandlers(CommandsOptions commands, IQrs qrs)
    {
        var (tasks, switches) = (new SenseTasks(qrs), new TaskSwitch(qrs, new TaskRules(commands.StartTask)));
        return
        [
            new StartTask(switches), new StopTask(switches), new TaskStatusCommand(qrs), new ListTasks(tasks), new ListNames(qrs), new ListApps(qrs),
        ];
    }

    private IEnumerable<ICommandHandler> FileHandlers(RelayOptions options, FileActions files)
    {
        var (rules, gate) = (options.Commands.Files, new FileGate(options.Commands.Files, PathName.ThisMachine));
        if (rules.Copy.Count > 0)
        {
            yield return new FileCopy(gate, files);
        }

        if (rules.Move.Count > 0)
        {
            yield return new FileMove(gate, files);
        }

        if (rules.Delete.Count > 0)
        {
            yield return new FileDelete(gate, files);
        }

        if (rules.CreateDir.Count > 0 || rules.QvdPath is not null)
        {
            yield return new MakeDir(gate, files);
        }

        if (options.Commands.Deliver.Count > 0)
        {
            yield return new Deliver(options.Commands.Deliver, destinations, ledger.IsDelivered);
        }
    }

    /// <summary>What no command may touch: whoever replaces a certificate or a trusted root decides whom the relay believes.</summary>
    internal static IEnumerable<string> OwnPaths(RelayOptions options) =>
        new[] { options.File, options.Journal.Directory, options.Log.Directory, AppContext.BaseDirectory, Environment.ProcessPath }
            .Concat([options.Qrs?.Certificate, options.Qrs?.Key, options.Qrs?.Pfx, options.Qrs?.Ca])
            .Concat(options.Commands.Deliver.Values.SelectMany(destination => new[]
            {
                destination.Ca, destination.Smtp?.Ca, destination.Mqtt?.Tls.CaFile, destination.Mqtt?.Tls.CertificateFile, destination.Mqtt?.Tls.KeyFile,
            }))
            .OfType<string>();
}
