using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Core.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>
/// <c>butler cloud setup</c>: creates the webhook of a tenant or fixes the one that it has, then calls the app as Qlik Cloud does.
/// </summary>
internal static class CloudSetupCommand
{
    private static readonly string[] Levels = ["tenant", "user"];

    /// <summary>Creates the command.</summary>
    public static Command Create(TimeProvider time, Func<string, string?> environment)
    {
        var target = new SetupTarget(environment);
        var events = new Option<string[]>("--events")
        {
            Description = $"The event types, with commas; by default {string.Join(", ", WebhookEvents.StandardNames)}. "
                + $"{WebhookEvents.EngineFinished} is not among them, because it tells of the same failures two minutes later. Types that "
                + "the webhook has already stay.",
            HelpName = "types",
            AllowMultipleArgumentsPerToken = true,
        };
        var level = new Option<string?>("--level")
        {
            Description = "tenant, the default: events of the whole tenant, for which the role Tenant admin is needed. user: only events "
                + "that concern the user of the API key.",
            HelpName = "tenant|user",
        };
        level.AcceptOnlyFromAmong(Levels);
        var dryRun = new Option<bool>("--dry-run") { Description = "Shows what would be changed, and changes nothing." };
        var noTest = new Option<bool>("--no-test") { Description = "Does not call the app." };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("setup", "Create the webhook of a tenant, or fix it, and call the app as Qlik Cloud does.");
        target.AddTo(command);
        foreach (var option in (Option[])[events, level, dryRun, noTest, json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => CloudCommand.RunAsync("setup", parsed, target, time, async (connection, client) =>
        {
            var wishes = new SetupWishes
            {
                Tenant = connection.Tenant.Name,
                Address = WebhookAddress.Of(connection),
                Secret = WebhookSecret.Of(connection.Tenant),
                Events = Split(parsed.GetValue(events)),
                Level = parsed.GetValue(level),
                IsDryRun = parsed.GetValue(dryRun),
            };
            var report = await new WebhookSetup(client, wishes).RunAsync(cancellationToken);
            report.Trial = wishes.IsDryRun || parsed.GetValue(noTest)
                ? null
                : await new WebhookTrial(time).RunAsync(wishes.Address, wishes.Secret, cancellationToken);
            report.History = await HistoryAsync(client, report, cancellationToken);
            return await WriteAsync(parsed, connection, report, parsed.GetValue(json));
        }));
        return command;
    }

    /// <summary>The webhook is set up already, so that calls which cannot be read are only noted.</summary>
    private static async Task<DeliveryHistory?> HistoryAsync(CloudClient client, SetupReport report, CancellationToken cancellationToken)
    {
        if (report.IsNew || report.Id is not { Length: > 0 } id)
        {
            return null;
        }

        try
        {
            return await DeliveryHistory.FindAsync(client, $"{WebhookState.Path}/{Uri.EscapeDataString(id)}", cancellationToken);
        }
        catch (CloudException e)
        {
            report.Notes.Add($"What Qlik Cloud delivered is not known: {CloudAdvice.Of(e)}.");
            return null;
        }
    }

    private static async Task<int> WriteAsync(ParseResult parsed, CloudConnection connection, SetupReport report, bool isJson)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (isJson)
        {
            SetupJson.Write(report, output);
        }
        else
        {
            await output.WriteLineAsync(connection.Title);
            new SetupText(report).Write(output);
        }

        if (report.Trial?.Problem is not { } problem)
        {
            return ExitCodes.Success;
        }

        await error.WriteLineAsync($"butler cloud setup: the app {problem}");
        return ExitCodes.Failed;
    }

    private static IReadOnlyList<string> Split(string[]? given) =>
        [.. (given ?? []).SelectMany(text => text.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
}
