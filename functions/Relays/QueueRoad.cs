using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.LoadScripts.Road;
using Butler.Core.Text;
using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Relays;

/// <summary>
/// Executes the commands of the API over the queues. A request with an id has a command id that is derived from it, so that a repeated
/// request finds the command of the first one.
/// </summary>
internal sealed class QueueRoad(CommandSender sender, ConfigurationSource configuration, TimeProvider time) : ICommandRoad
{
    private const string SiteHeader = "X-Butler-Site";

    /// <summary>In characters, of up to three bytes each in the message.</summary>
    private const int MaxArguments = 50 * 1024;

    /// <summary>The minimum time that a command stays valid after the caller has stopped waiting.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    public async Task<CommandAnswer> RunAsync(HttpContext context, CommandCall call)
    {
        if (call.Arguments is { } arguments && arguments.GetRawText().Length > MaxArguments)
        {
            throw ProblemException.ForLoadScripts(413, "The request is larger than a command to a relay may be.");
        }

        var options = await configuration.CurrentAsync(context.RequestAborted);
        var request = Request(context, call, options);
        try
        {
            using var answer = sender.Expect(request.Id);
            var row = await sender.SendAsync(request, context.RequestAborted);
            RequireSame(request, row.Command);
            row = await sender.WaitAsync(row, answer, call.Wait, context.RequestAborted);
            return Answer(row);
        }
        catch (NoRelayException) when (options.Api.QueueWhileOffline && !CommandKinds.OnlyReads(call.Kind))
        {
            return await QueueAsync(context, request with { MayWaitForRelay = true, Deadline = time.GetUtcNow() + options.Api.QueueFor });
        }
        catch (NoRelayException e)
        {
            throw Offline(context, e);
        }
    }

    /// <summary>The site of a request: the parameter, the header, or else the first of the configuration.</summary>
    /// <exception cref="ProblemException">The site is unknown, or the caller may not use it.</exception>
    public static string Site(HttpContext context, ButlerOptions options)
    {
        var named = RequestFields.Query(context.Request).Text(RoadFields.Site) is { Length: > 0 } parameter
            ? parameter
            : context.Request.Headers[SiteHeader].ToString();
        var known = options.Sites.Keys.ToList();
        if (named.Length > 0 && known.Count > 0 && !known.Contains(named))
        {
            throw ProblemException.ForLoadScripts(
                400, $"There is no site \"{named}\"{DidYouMean.Hint(named, known)} (sites of butler.yaml: {string.Join(", ", known)}).");
        }

        var site = named.Length > 0 ? named : options.DefaultSite;
        Caller.Of(context).RequireSite(site);
        return site;
    }

    private async Task<CommandAnswer> QueueAsync(HttpContext context, CommandRequest request)
    {
        try
        {
            return Answer(await sender.SendAsync(request, context.RequestAborted));
        }
        catch (NoRelayException e)
        {
            throw Offline(context, e);
        }
    }

    private CommandRequest Request(HttpContext context, CommandCall call, ButlerOptions options)
    {
        var (site, caller, now) = (Site(context, options), Caller.Of(context).Name, time.GetUtcNow());
        return new CommandRequest
        {
            Id = call.RequestId is { } id
                ? $"api:{EventIdentity.Hash(string.Join('\n', caller, site, call.Kind, id))}"
                : Guid.CreateVersion7(now).ToString(),
            IsNew = call.RequestId is null,
            Kind = call.Kind,
            Site = site,
            Relay = RequestFields.Query(context.Request).Text(RoadFields.Relay) is { Length: > 0 } relay ? relay : null,
            Arguments = call.Arguments,
            RequestedBy = caller is null ? "the HTTP API" : $"the HTTP API, {caller}",
            Deadline = now + call.Wait + Grace,
        };
    }

    private static ProblemException Offline(HttpContext context, NoRelayException e)
    {
        if (e.NoneCan)
        {
            return ProblemException.ForLoadScripts(403, e.Message);
        }

        context.Response.Headers.RetryAfter = "30";
        return ProblemException.ForLoadScripts(503, e.Message);
    }

    /// <exception cref="ProblemException">The command of this id is another.</exception>
    private static void RequireSame(CommandRequest request, Command command)
    {
        if (!JsonElement.DeepEquals(request.Arguments ?? default, command.Arguments ?? default))
        {
            throw ProblemException.ForLoadScripts(
                409, "The id of this request was used for a request with another content. Nothing was done; send a new id.");
        }
    }

    private static CommandAnswer Answer(CommandRow row) => new(row.Command.Id, row.Status)
    {
        Result = row.Result,
        Error = row.Error,
        Code = row.Code,
    };
}
