using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Commands;
using Butler.Functions.Relays;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Functions.Tests.Support;

/// <summary>A relay that answers the commands of a site's app as a test says.</summary>
internal sealed class FakeRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ApiSite site;
    private readonly string name;
    private readonly Func<Command, CommandReply?> answer;
    private readonly Task running;

    private FakeRelay(ApiSite site, string name, Func<Command, CommandReply?> answer)
    {
        (this.site, this.name, this.answer) = (site, name, answer);
        running = Task.Run(RunAsync);
    }

    /// <summary>The commands that it received, in order; a repeated one is received once.</summary>
    public List<Command> Received { get; } = [];

    /// <param name="site">The app.</param>
    /// <param name="answer">The answer to a command; null: none.</param>
    /// <param name="name">The relay's name.</param>
    /// <param name="of">The relay's site.</param>
    /// <param name="capabilities">What it can do; none: everything.</param>
    public static async Task<FakeRelay> StartAsync(
        ApiSite site, Func<Command, CommandReply?> answer, string name = "relay-1", string of = "default", params string[] capabilities)
    {
        await BeatAsync(site.App, name, of, minutesAgo: 0, capabilities);
        return new FakeRelay(site, name, answer);
    }

    public static Task BeatAsync(App app, string name, string of, int minutesAgo, params string[] capabilities) =>
        new RelayRows(app.Tables).BeatAsync(
            new Heartbeat
            {
                Site = of,
                Relay = name,
                Version = "1",
                Capabilities = capabilities.Length > 0 ? capabilities
                    :
                    [
                        CommandKinds.StartTask, CommandKinds.TaskStatus, CommandKinds.ListApps, CommandKinds.ReloadApp, CommandKinds.AppDump,
                        CommandKinds.FileCopy, CommandKinds.FileMove, CommandKinds.FileDelete, CommandKinds.MakeDir,
                    ],
            },
            app.Time.GetUtcNow().AddMinutes(-minutesAgo), CancellationToken.None);

    /// <summary>An answer.</summary>
    /// <param name="command">The command.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="result">The result as JSON; null: none.</param>
    /// <param name="error">Why it failed.</param>
    /// <param name="code">One of <see cref="CommandCodes"/>.</param>
    public static CommandReply Reply(
        Command command, CommandStatus status, string? result = null, string? error = null, string? code = null) => new()
        {
            Id = command.Id,
            Site = command.Site,
            Relay = command.Relay,
            Status = status,
            Result = result is null ? null : JsonElement.Parse(result),
            Error = error,
            Code = code,
        };

    /// <summary>The received commands, as <c>kind arguments</c>.</summary>
    public string Log() => string.Join('\n', Received.Select(
        command => $"{command.Kind} {JsonNode.Parse(command.Arguments?.GetRawText() ?? "null")?.ToJsonString()}"));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        var queue = QueueNames.Commands(name);
        while (!stop.IsCancellationRequested)
        {
            if (site.App.Bus.Take(queue) is not var (message, _, _))
            {
                await Task.Delay(5);
                continue;
            }

            site.App.Bus.Complete(queue, message);
            var command = CommandMessage.Read(message.Body.Span);
            Received.Add(command);
            if (answer(command) is { } reply)
            {
                await site.Services.GetRequiredService<RelayReplies>().EndAsync(reply, CancellationToken.None);
            }
        }
    }
}
