using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Butler.Cli.CommandLine;
using Butler.Cli.RunningApp;
using Butler.Functions.Delivering.Replaying;
using Spectre.Console;

namespace Butler.Cli.Deliveries;

/// <summary><c>butler deliveries</c>: lists deliveries, and sends dead ones again.</summary>
internal static class DeliveriesCommand
{
    private const int Batch = 50;

    public static Command Create() => Create(Environment.GetEnvironmentVariable);

    /// <summary>Like <see cref="Create()"/>, with the given environment.</summary>
    public static Command Create(Func<string, string?> environment) =>
        new("deliveries", "List the deliveries of alerts, and send dead ones again.")
    {
        List(environment), Show(environment), Replay(environment),
    };

    private static Command List(Func<string, string?> environment)
    {
        var (api, filters) = (new ApiOptions(environment), new DeliveryFilters());
        var state = new Option<string>("--state")
        {
            Description = $"Which: {string.Join(", ", DeliveryQuery.States)}.",
            HelpName = "state",
            DefaultValueFactory = _ => "dead",
        };
        var limit = new Option<int>("--limit") { Description = "The maximum number.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("list", "List deliveries: the dead ones, or those of --state.") { state, limit, json };
        filters.AddTo(command);
        api.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TryAsync(parsed, async () =>
        {
            using var app = api.Open(parsed);
            var most = parsed.GetValue(limit) is > 0 and var number ? number : throw new ApiException("--limit must be 1 or more");
            var (items, more, away) = await new DeliverySource(app).FindAsync(
                filters, parsed, parsed.GetValue(state)!, most, cancellationToken);
            var output = new DeliveryOutput(parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(json))
            {
                output.Json(new DeliveryPage { Deliveries = items, Away = away }, DeliveriesJson.Default.DeliveryPage);
                return 0;
            }

            if (items.Count == 0)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"No {(parsed.GetValue(state) == "all" ? "" : parsed.GetValue(state) + " ")}deliveries.");
            }
            else
            {
                output.Table(items);
            }

            if (more)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"There are more; --limit {most * 2} shows more of them.");
            }

            foreach (var circuit in away)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{circuit.Channel} has been away since "
                        + $"{circuit.Since.UtcDateTime:HH:mm:ss} and is tried after {circuit.Until.UtcDateTime:HH:mm:ss}: "
                        + $"{circuit.Reason}"));
            }

            return 0;
        }));
        return command;
    }

    private static Command Show(Func<string, string?> environment)
    {
        var (api, filters) = (new ApiOptions(environment), new DeliveryFilters());
        var id = new Argument<string>("ID") { Description = "The delivery's id, or the beginning of the id in the list." };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("show", "Show a delivery with its event.") { id, json };
        api.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TryAsync(parsed, async () =>
        {
            using var app = api.Open(parsed);
            var whole = await new DeliverySource(app).ResolveAsync(parsed.GetValue(id)!, filters, parsed, cancellationToken);
            var detail = await app.GetAsync(
                $"deliveries/{Uri.EscapeDataString(whole)}", DeliveriesJson.Default.DeliveryDetail, cancellationToken);
            var output = new DeliveryOutput(parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(json))
            {
                output.Json(detail, DeliveriesJson.Default.DeliveryDetail);
            }
            else
            {
                output.Show(detail);
            }

            return 0;
        }));
        return command;
    }

    private static Command Replay(Func<string, string?> environment)
    {
        var (api, filters) = (new ApiOptions(environment), new DeliveryFilters());
        var ids = new Argument<string[]>("ID")
        {
            Description = "The deliveries' ids, or the beginnings of the ids in the list.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All dead deliveries." };
        var force = new Option<bool>("--force") { Description = "Also sent deliveries; only with ids." };
        var command = new Command("replay", "Send dead deliveries again: the named ones, or those that match the filters.")
        {
            ids, all, force,
        };
        filters.AddTo(command);
        api.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TryAsync(parsed, async () =>
        {
            var named = parsed.GetValue(ids) ?? [];
            var isFiltered = filters.IsGiven(parsed) || parsed.GetValue(all);
            if ((named.Length > 0) == isFiltered || (parsed.GetValue(force) && named.Length == 0))
            {
                throw new ApiException(parsed.GetValue(force) ? "--force goes with ids only" : "name deliveries by id, or choose them by "
                    + "filters or --all (one of both)");
            }

            using var app = api.Open(parsed);
            var source = new DeliverySource(app);
            var whole = new List<string>();
            foreach (var each in named)
            {
                whole.Add(await source.ResolveAsync(each, new DeliveryFilters(), parsed, cancellationToken));
            }

            if (isFiltered)
            {
                whole.AddRange((await source.FindAsync(filters, parsed, "dead", int.MaxValue, cancellationToken)).Items.Select(i => i.Id));
            }

            return await ReplayAsync(parsed, app, whole, parsed.GetValue(force), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> ReplayAsync(
        ParseResult parsed, ButlerApi app, List<string> ids, bool force, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (ids.Count == 0)
        {
            await output.WriteLineAsync("No dead delivery was found.");
            return 0;
        }

        var skipped = new List<ReplaySkipped>();
        var count = 0;
        await new DeliveryOutput(output).Terminal.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask("Replaying", maxValue: ids.Count);
            foreach (var some in ids.Chunk(force ? 1 : Batch))
            {
                var page = force ? await ForceAsync(app, some[0], cancellationToken) : await app.PostAsync(
                    "deliveries/replay",
                    JsonSerializer.SerializeToUtf8Bytes(new ReplayRequest { Ids = some }, DeliveriesJson.Default.ReplayRequest),
                    DeliveriesJson.Default.ReplayPage,
                    cancellationToken);
                count += page.Count;
                skipped.AddRange(page.Skipped ?? []);
                task.Increment(some.Length);
            }
        });
        foreach (var each in skipped)
        {
            await error.WriteLineAsync($"{DeliveryOutput.ShortId(each.Id)}: {each.Why}");
        }

        await output.WriteLineAsync($"{count} of {ids.Count} deliveries are on their way.");
        return skipped.Count == 0 ? 0 : 1;
    }

    private static async Task<ReplayPage> ForceAsync(ButlerApi app, string id, CancellationToken cancellationToken)
    {
        try
        {
            await app.PostAsync(
                $"deliveries/{Uri.EscapeDataString(id)}/replay?force=true", null, DeliveriesJson.Default.ReplayAnswer, cancellationToken);
            return new ReplayPage { Count = 1 };
        }
        catch (ApiException e) when (e.Status is 404 or 409)
        {
            return new ReplayPage { Skipped = [new ReplaySkipped(id, e.Message)] };
        }
    }

    private static async Task<int> TryAsync(ParseResult parsed, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (ApiException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"butler deliveries: {e.Message}");
            return ExitCodes.Refused;
        }
    }
}
