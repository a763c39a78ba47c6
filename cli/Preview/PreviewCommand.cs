using System.CommandLine;
using Butler.Cli.Programs;
using Butler.Cli.RunningApp;
using Butler.Functions.Delivering.Replaying;
using Butler.Functions.Preview;

namespace Butler.Cli.Preview;

/// <summary><c>butler preview TYPE --channel NAME</c>: shows the message of a channel for a sample or a real event.</summary>
internal static class PreviewCommand
{
    public static Command Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>Like <see cref="Create()"/>, with the given environment.</summary>
    public static Command Create(Func<string, string?> environment)
    {
        var target = new TrialTarget(environment);
        var type = new Argument<string?>("TYPE")
        {
            Description = "The event's type, such as sense.reload.failed, for a sample event.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var channel = Text("--channel", "name", "The channel.");
        var file = Text("--event", "file", "An event as JSON, instead of a sample.");
        var eventId = Text("--event-id", "id", "An event that a running app has recorded, instead of a sample.");
        var site = Text("--site", "name", "The site of --event-id, if the id does not begin with it.");
        var reason = Text("--reason", "reason", "The reason of the alert: single, group, resolved, escalated or test.");
        var recipient = Text("--recipient", "recipient", "The recipient.");
        var directory = Text("--out", "dir", "Writes files there, instead of to the terminal.");
        var command = new Command("preview", "Show the message of a channel: from a file with --config, else from a running app.")
        {
            type, channel, file, eventId, site, reason, recipient, directory,
        };
        target.AddTo(command);
        command.SetAction((parsed, cancellationToken) => FunctionsVerb.TryAsync("preview", parsed, async () =>
        {
            var recorded = parsed.GetValue(eventId) is { } id ? await RecordedAsync(id) : null;
            if (!target.IsApp(parsed))
            {
                return await FromFileAsync(recorded);
            }

            var name = parsed.GetValue(channel) ?? throw new ApiException(
                "--channel is missing; `butler preview TYPE --channel NAME` shows what that channel would send");
            var query = ButlerApi.Query(
                ("type", parsed.GetValue(type)), ("reason", parsed.GetValue(reason)), ("recipient", parsed.GetValue(recipient)));
            var body = recorded ?? (parsed.GetValue(file) is { } path ? await ReadAsync(path) : null);
            var result = await target.AskAsync(parsed, app => app.PostAsync(
                $"channels/{Uri.EscapeDataString(name)}/preview{query}", body, ChannelPreviewJson.Default.ChannelPreviewResult,
                cancellationToken));
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return await result.WriteAsync(output, error, parsed.GetValue(directory)) ? 0 : 1;

            async Task<byte[]> RecordedAsync(string id)
            {
                using var app = target.Open(parsed);
                var path = $"events/{Uri.EscapeDataString(id)}{ButlerApi.Query(("site", parsed.GetValue(site)))}";
                var found = await app.GetAsync(path, DeliveriesJson.Default.RecordedEvent, cancellationToken);
                return System.Text.Encoding.UTF8.GetBytes(found.Event.GetRawText());
            }

            async Task<int> FromFileAsync(byte[]? @event)
            {
                List<string> arguments =
                [
                    .. parsed.GetValue(type) is { } given ? [given] : (string[])[],
                    .. FunctionsVerb.Given(parsed, channel, reason, recipient, directory),
                ];
                if (@event is null)
                {
                    return await FunctionsVerb.RunAsync(
                        "preview", [.. arguments, .. FunctionsVerb.Given(parsed, file)], parsed, target.Config, cancellationToken);
                }

                var temporary = Path.GetTempFileName();
                try
                {
                    await File.WriteAllBytesAsync(temporary, @event, cancellationToken);
                    return await FunctionsVerb.RunAsync(
                        "preview", [.. arguments, "--event", temporary], parsed, target.Config, cancellationToken);
                }
                finally
                {
                    File.Delete(temporary);
                }
            }

            async Task<byte[]> ReadAsync(string path)
            {
                try
                {
                    return await File.ReadAllBytesAsync(path, cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new ApiException($"--event {path} cannot be read: {e.Message}");
                }
            }
        }));
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
