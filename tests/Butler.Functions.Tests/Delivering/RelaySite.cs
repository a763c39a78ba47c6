using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Relays;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>
/// A relay and its replies, which live outside the process under test: a command that it took is answered, and the answer is handed to the
/// app until the app has taken it.
/// </summary>
internal sealed class RelaySite(App app, string name = "relay-1")
{
    private readonly Queue<CommandReply> replies = new();
    private readonly HashSet<string> known = [];

    /// <summary>What was delivered, in order: one for each command that was carried out.</summary>
    public List<(Command Command, DeliverArguments Arguments)> Carried { get; } = [];

    /// <summary>What the relay answers; null: it never does.</summary>
    public Func<DeliverArguments, CommandReply?> Answer { get; set; } = _ => Reply(CommandStatus.Succeeded, "sent", "204");

    public static CommandReply Reply(
        CommandStatus status, string? outcome = null, string? detail = null, double? retryAfter = null, string? error = null) =>
        new()
        {
            Id = "",
            Site = "default",
            Relay = "relay-1",
            Status = status,
            Error = error,
            Result = outcome is null
                ? null
                : JsonSerializer.SerializeToElement(
                    new DeliverResult { Outcome = outcome, Detail = detail, RetryAfterSeconds = retryAfter },
                    CommandJson.Default.DeliverResult),
        };

    /// <summary>Has the relay be heard of for as long as the test runs.</summary>
    public Task AppearAsync(params string[] capabilities) => AppearAsync(TimeSpan.FromDays(30), capabilities);

    /// <summary>Has the relay be heard of last at a time from now.</summary>
    public Task AppearAsync(TimeSpan heard, params string[] capabilities) => new RelayRows(app.Tables).BeatAsync(
        new Heartbeat
        {
            Site = "default",
            Relay = name,
            Version = "1",
            Capabilities = capabilities is [] ? [CommandKinds.Deliver] : capabilities,
        },
        app.Time.GetUtcNow() + heard,
        CancellationToken.None);

    /// <summary>Moves the clock from message to message, the relay at work beside the app.</summary>
    public async Task RunAsync(TimeSpan forAtMost)
    {
        var end = app.Time.GetUtcNow() + forAtMost;
        await RunVisibleAsync();
        while (app.Bus.NextVisible() is { } next && next <= end)
        {
            app.Time.Advance(TimeSpan.FromTicks(Math.Max(1, (next - app.Time.GetUtcNow()).Ticks)));
            await RunVisibleAsync();
        }
    }

    public async Task RunVisibleAsync()
    {
        do
        {
            await app.RunVisibleAsync();
            Work();
        }
        while (await HandOverAsync());
    }

    /// <summary>Takes all commands that lie on the relay's queue.</summary>
    public void Work()
    {
        while (app.Bus.Take($"commands-{name}") is var (message, _, _))
        {
            app.Bus.Complete($"commands-{name}", message);
            CommandSignature.IsGood(App.RelayKey("default", name), message.Body.Span, (string)message.Properties["signature"])
                .ShouldBeTrue();
            var command = CommandMessage.Read(message.Body.Span);
            if (!known.Add(command.Id))
            {
                continue; // its ledger has it
            }

            var arguments = command.Arguments!.Value.Deserialize(CommandJson.Default.DeliverArguments)!;
            Carried.Add((command, arguments));
            if (Answer(arguments) is { } reply)
            {
                replies.Enqueue(reply with { Id = command.Id, Relay = name });
            }
        }
    }

    /// <summary>Hands one reply to the app, again when the process dies of it; false when there was none.</summary>
    public async Task<bool> HandOverAsync()
    {
        if (!replies.TryDequeue(out var reply))
        {
            return false;
        }

        while (true)
        {
            try
            {
                await app.Services.Runner.RunAsync(
                    "CommandReply", app.Services.CommandReply, App.Trigger(QueueNames.Replies, CommandMessage.Of(reply)),
                    CancellationToken.None);
                return true;
            }
            catch (ProcessKilledException)
            {
                app.Restart();
            }
        }
    }
}
