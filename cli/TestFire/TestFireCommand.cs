using System.CommandLine;
using Butler.Cli.Programs;
using Butler.Cli.RunningApp;
using Butler.Functions.Hosting;
using Butler.Functions.Preview;

namespace Butler.Cli.TestFire;

/// <summary>
/// <c>butler test-fire CHANNEL</c>: sends a marked test alert, from here or from a running app, and reports the destination's answer.
/// </summary>
internal static class TestFireCommand
{
    public static Command Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>Like <see cref="Create()"/>, with the given environment.</summary>
    public static Command Create(Func<string, string?> environment)
    {
        var target = new TrialTarget(environment);
        var channel = new Argument<string>("CHANNEL") { Description = "The channel's name." };
        var type = new Option<string?>("--type")
        {
            Description = $"The event's type, by default {ChannelTest.DefaultType}.",
            HelpName = "type",
        };
        var recipient = new Option<string?>("--recipient")
        {
            Description = "The recipient, instead of the channel's own recipients.",
            HelpName = "recipient",
        };
        var command = new Command(
            "test-fire", "Send a marked test alert through a channel: of a file with --config, else of a running app.")
        {
            channel, type, recipient,
        };
        target.AddTo(command);
        command.SetAction((parsed, cancellationToken) => FunctionsVerb.TryAsync("test-fire", parsed, async () =>
        {
            var name = parsed.GetValue(channel)!;
            target.RefuseBoth(parsed);
            if (!target.IsApp(parsed))
            {
                return await FunctionsVerb.RunAsync(
                    "test-fire", [name, .. FunctionsVerb.Given(parsed, type, recipient)], parsed, target.Config, cancellationToken);
            }

            var query = ButlerApi.Query(("type", parsed.GetValue(type)), ("recipient", parsed.GetValue(recipient)));
            var result = await target.AskAsync(parsed, app => app.PostAsync(
                $"channels/{Uri.EscapeDataString(name)}/test{query}", null, ChannelTestJson.Default.ChannelTestResult, cancellationToken));
            await TryingCommands.WriteAsync(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, result);
            return result.Answers.All(a => a.Outcome is "sent" or "relayed") ? 0 : 1;
        }));
        return command;
    }
}
