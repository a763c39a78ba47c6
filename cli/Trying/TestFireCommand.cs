using System.CommandLine;
using Butler.Cli.Api;
using Butler.Functions.Trying;

namespace Butler.Cli.Trying;

/// <summary><c>butler test-fire CHANNEL</c>: sends a marked test alert, from here or from a running app, and tells what its destination answered.</summary>
internal static class TestFireCommand
{
    public static Command Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="Create()"/>, with an environment of the caller's.</summary>
    public static Command Create(Func<string, string?> environment)
    {
        var api = new ApiOptions(environment);
        var channel = new Argument<string>("CHANNEL") { Description = "The channel's name." };
        var type = new Option<string?>("--type") { Description = $"The event's type, by default {ChannelTest.DefaultType}.", HelpName = "type" };
        var recipient = new Option<string?>("--recipient") { Description = "Whom it is sent to, instead of the channel's own recipients.", HelpName = "recipient" };
        var config = ConfigurationOption.Create();
        var command = new Command("test-fire", "Send a marked test alert through a channel: from here, or with --url from a running app.") { channel, type, recipient, config };
        api.AddTo(command);
        command.SetAction((parsed, cancellationToken) => FunctionsVerb.TryAsync("test-fire", parsed, async () =>
        {
            var name = parsed.GetValue(channel)!;
            if (!api.IsGiven(parsed))
            {
                List<string> arguments = [name];
                foreach (var option in (Option<string?>[])[type, recipient])
                {
                    if (parsed.GetValue(option) is { } value)
                    {
                        arguments.AddRange([option.Name, value]);
                    }
                }

                return await FunctionsVerb.RunAsync("test-fire", arguments, parsed, config, cancellationToken);
            }

            using var app = api.Open(parsed);
            var query = ButlerApi.Query(("type", parsed.GetValue(type)), ("recipient", parsed.GetValue(recipient)));
            var result = await app.PostAsync($"channels/{Uri.EscapeDataString(name)}/test{query}", null, ChannelTestJson.Default.ChannelTestResult, cancellationToken);
            await TryingCommands.WriteAsync(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, result);
            return result.Answers.All(a => a.Outcome is "sent" or "relayed") ? 0 : 1;
        }));
        return command;
    }
}
