using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Queues;
using Butler.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Tests.Support;

/// <summary>
/// The whole function app on tables, queues and a clock in memory, driven as the Functions host drives it: a message whose function
/// fails is handed out again at once, one whose function succeeds is gone.
/// </summary>
internal sealed class App : IDisposable
{
    private AppServices? services;

    public App(string configuration, ILoggerFactory? logs = null)
    {
        Configuration = new FakeConfiguration { Text = configuration };
        Logs = logs ?? NullLoggerFactory.Instance;
        Tables = new FakeTables(Kill, Time);
        Bus = new FakeBus(Time, Kill);
    }

    /// <summary>The master key.</summary>
    public const string CommandKey = "the master key of the tests, 0123456789";

    /// <summary>The key of the relay of a site.</summary>
    public static string RelayKey(string site, string relay)
    {
        MasterKey.TryRead(CommandKey, out var master).ShouldBeNull();
        return master!.ForRelay(site, relay);
    }

    public FakeTime Time { get; } = new();

    public KillSwitch Kill { get; } = new();

    public FakeTables Tables { get; }

    public FakeBus Bus { get; }

    public FakeConfiguration Configuration { get; }

    /// <summary>How many messages functions were run with.</summary>
    public int Executions { get; private set; }

    public StringWriter Terminal { get; init; } = new();

    /// <summary>Environment variables of each process.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>The app's own address; null: it does not know it.</summary>
    public string? Address { get; init; }

    /// <summary>Connects to the blobs; there are none by default.</summary>
    public Func<BlobServiceClient> Blobs { get; init; } = () => throw new UnavailableException("The app has no blobs.");

    private ILoggerFactory Logs { get; }

    /// <summary>The services of the process that runs now.</summary>
    public AppServices Services => services ??= NewProcess();

    /// <summary>A new process: all that was in memory is gone.</summary>
    public void Restart()
    {
        services?.Dispose();
        services = null;
        Kill.Start();
    }

    public Task SendAsync(CloudEvent @event, string? messageId = null) => Bus.SendAsync(
        QueueNames.Events,
        new QueueMessage { Body = @event.Encode(), MessageId = EventIdentity.MessageId(messageId ?? @event.Id), Label = @event.Type },
        CancellationToken.None);

    /// <summary>Runs everything that is visible now, on all queues, until nothing is.</summary>
    public async Task RunVisibleAsync()
    {
        var ran = true;
        while (ran)
        {
            ran = await RunOneAsync(QueueNames.Events, "ProcessEvent", Services.ProcessEvent)
                | await RunOneAsync(QueueNames.Deliveries, "Deliver", Services.Deliver)
                | await RunOneAsync(QueueNames.Timers, "TimerDue", Services.TimerDue)
                | await RunOneAsync(QueueNames.Replies, "CommandReply", Services.CommandReply);
        }
    }

    /// <summary>Moves the clock from one scheduled message to the next until there is none left, or the time is over.</summary>
    public async Task RunAsync(TimeSpan forAtMost)
    {
        var end = Time.GetUtcNow() + forAtMost;
        await RunVisibleAsync();
        while (Bus.NextVisible() is { } next && next <= end)
        {
            Time.Advance(TimeSpan.FromTicks(Math.Max(1, (next - Time.GetUtcNow()).Ticks)));
            await RunVisibleAsync();
        }
    }

    /// <summary>Takes one message and runs its function; false when there was none.</summary>
    public async Task<bool> RunOneAsync(string queue, string function, IQueueHandler handler)
    {
        if (Bus.Take(queue) is not var (message, count, enqueued))
        {
            return false;
        }

        Executions++;
        try
        {
            await Services.Runner.RunAsync(function, handler, Trigger(queue, message, count, enqueued), CancellationToken.None);
            Bus.Complete(queue, message);
        }
        catch (Exception e) when (e is ProcessKilledException or BusException)
        {
            if (Kill.IsDead)
            {
                Restart();
            }
            else
            {
                // Service Bus is away, so the host would get nothing more either.
                throw;
            }
        }

        return true;
    }

    /// <summary>A message as the function gets it: as the Functions host hands it over.</summary>
    public static TriggerMessage Trigger(string queue, QueueMessage message, int count = 1, DateTimeOffset? enqueued = null)
    {
        var properties = new JsonObject(
            message.Properties.Select(p => KeyValuePair.Create(p.Key, JsonNode.Parse(PropertyValue.Write(p.Value)))));
        var data = new Dictionary<string, object?>
        {
            ["MessageId"] = message.MessageId,
            ["DeliveryCount"] = count.ToString(CultureInfo.InvariantCulture),
            ["ApplicationProperties"] = properties.ToJsonString(),
            ["Subject"] = message.Label,
            ["CorrelationId"] = message.CorrelationId,
        };
        if (enqueued is { } at)
        {
            data["EnqueuedTimeUtc"] = $"\"{at.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}\"";
        }

        return TriggerMessageReader.Read(queue, message.Body, data);
    }

    public void Dispose() => services?.Dispose();

    /// <summary>The services of a process with this master key.</summary>
    public AppServices NewProcess(string? masterKey = CommandKey) => new(new AppDependencies
    {
        Bus = Bus,
        Tables = Tables,
        ConfigurationText = Configuration,
        Terminal = Terminal,
        Blobs = Blobs,
        Time = Time,
        Random = new Random(1),
        Environment = name => name switch
        {
            "BUTLER_COMMAND_KEY" => masterKey,
            "BUTLER_PUBLIC_URL" => Address,
            _ => Variables.GetValueOrDefault(name),
        },
    }, Logs);
}

/// <summary>A configuration that the test changes as an operator would.</summary>
internal sealed class FakeConfiguration : IConfigurationText
{
    public string Name => "butler.yaml";

    public required string Text { get; set; }

    public Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken) =>
        Task.FromResult(version == Text ? null : new ConfigurationVersion(Encoding.UTF8.GetBytes(Text), Text));
}

/// <summary>Collects log lines.</summary>
internal sealed class LogCollector : ILoggerFactory, ILogger
{
    private readonly StringBuilder lines = new();

    public string Text
    {
        get
        {
            lock (lines)
            {
                return lines.ToString();
            }
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
        {
            lines.Append(formatter(state, exception)).Append(exception).AppendLine();
        }
    }
}
