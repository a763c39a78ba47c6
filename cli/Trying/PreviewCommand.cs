using System.CommandLine;
using Butler.Cli.Api;
using Butler.Functions.Delivering.Replaying;

namespace Butler.Cli.Trying;

/// <summary><c>butler preview TYPE --channel NAME</c>: what a channel of the configuration would send, of a sample or of an event that happened.</summary>
internal static class PreviewCommand
{
    public static Command Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="Create()"/>, with an environment of the caller's.</summary>
    public static Command Create(Func<string, string?> environment)
    {
        var api = new ApiOptions(environment);
        var type = new Argument<string?>("TYPE") { Description = "The event's type, such as sense.reload.failed, of which a sample is shown.", Arity = ArgumentArity.ZeroOrOne };
        var channel = Text("--channel", "name", "The channel.");
        var file = Text("--event", "file", "An event as JSON, instead of a sample.");
        var eventId = Text("--event-id", "id", "An event that a running app has recorded, instead of a sample.");
        var site = Text("--site", "name", "The site of --event-id, where its id does not begin with it.");
        var reason = Text("--reason", "reason", "Why it is told: single, group, resolved, escalated or test.");
        var recipient = Text("--recipient", "recipient", "Whom it is for.");
        var directory = Text("--out", "dir", "Writes files there, instead of to the terminal.");
        var config = ConfigurationOption.Create();
        var command = new Command("preview", "Show what a channel would send.") { type, channel, file, eventId, site, reason, recipient, directory, config };
        api.AddTo(command);
        command.SetAction((parsed, cancellationToken) => FunctionsVerb.TryAsync("preview", parsed, async () =>
        {
            var arguments = new List<string>();
            if (parsed.GetValue(type) is { } given)
            {
                arguments.Add(given);
            }

            Pass(channel);
            Pass(reason);
            Pass(recipient);
            Pass(directory);
            if (parsed.GetValue(eventId) is not { } id)
            {
                Pass(file);
                return await FunctionsVerb.RunAsync("preview", arguments, parsed, config, cancellationToken);
            }

            using var app = api.Open(parsed);
            var recorded = await app.GetAsync($"events/{Uri.EscapeDataString(id)}{ButlerApi.Query(("site", parsed.GetValue(site)))}", DeliveriesJson.Default.RecordedEvent, cancellationToken);
            var temporary = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(temporary, recorded.Event.GetRawText(), cancellationToken);
                return await FunctionsVerb.RunAsync("preview", [.. arguments, "--event", temporary], parsed, config, cancellationToken);
            }
            finally
            {
                File.Delete(temporary);
            }

            void Pass(Option<string?> option)
            {
                if (parsed.GetValue(option) is { } value)
                {
                    arguments.AddRange([option.Name, value]);
                }
            }
        }));
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
