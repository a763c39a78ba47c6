using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.LoadScripts.Road;
using Butler.RelayAgent.Commands.Receiving;
using Butler.RelayAgent.Identity;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Api;

/// <summary>Executes the commands of the API at once, in this process.</summary>
internal sealed class LocalRoad(RelayIdentity relay, LocalCommands commands, RelayApiLife life, TimeProvider time) : ICommandRoad
{
    private const string SiteHeader = "X-Butler-Site";
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public async Task<CommandAnswer> RunAsync(HttpContext context, CommandCall call)
    {
        RequireHere(context);
        var now = time.GetUtcNow();
        var command = new Command
        {
            Id = call.RequestId is { } id ? $"api:{EventIdentity.Hash($"{call.Kind}\n{id}")}" : Guid.CreateVersion7(now).ToString(),
            Kind = call.Kind,
            Site = relay.Site,
            Relay = relay.Name,
            Deadline = now + call.Wait + Grace,
            RequestedBy = $"the relay's API, {context.Connection.RemoteIpAddress}",
            Arguments = call.Arguments,
        };
        try
        {
            var reply = await commands.RunAsync(command, life.Stopping).WaitAsync(call.Wait, time, context.RequestAborted);
            return new CommandAnswer(command.Id, reply.Status) { Result = reply.Result, Error = reply.Error, Code = reply.Code };
        }
        catch (TimeoutException)
        {
            return new CommandAnswer(command.Id, null);
        }
        catch (CommandConflictException)
        {
            throw ProblemException.ForLoadScripts(
                409, "The id of this request was used for a request with another content. Nothing was done; send a new id.");
        }
        catch (IOException problem)
        {
            throw new UnavailableException($"The relay cannot record commands on its disk, so nothing was done: {problem.Message}");
        }
    }

    /// <exception cref="ProblemException">The request is for another site or relay.</exception>
    private void RequireHere(HttpContext context)
    {
        var query = RequestFields.Query(context.Request);
        var site = query.Text(RoadFields.Site) is { Length: > 0 } named ? named : context.Request.Headers[SiteHeader].ToString();
        if (site.Length > 0 && site != relay.Site)
        {
            throw ProblemException.ForLoadScripts(
                400, $"This relay serves the site {relay.Site}, not \"{site}\"; the function app reaches the other sites.");
        }

        if (query.Text(RoadFields.Relay) is { Length: > 0 } other && other != relay.Name)
        {
            throw ProblemException.ForLoadScripts(
                400, $"This is relay {relay.Name}, not \"{other}\"; the function app reaches the other relays.");
        }
    }
}
