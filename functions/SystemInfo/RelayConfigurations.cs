using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.Functions.Api;
using Butler.Functions.Relays;

namespace Butler.Functions.SystemInfo;

/// <summary>Asks relays for their configuration, which they give without secrets.</summary>
internal sealed class RelayConfigurations(CommandSender commands)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);

    /// <exception cref="ProblemException">The caller may not use the site, or the relay does not show its configuration.</exception>
    /// <exception cref="UnavailableException">The relay cannot be asked now, or does not answer.</exception>
    public async Task<ConfigurationView> AskAsync(string site, string relay, HttpContext context)
    {
        var caller = Caller.Of(context);
        if (caller.Options is { Sites.Count: > 0 } limited && !limited.Sites.Contains(site))
        {
            throw ProblemException.ForLoadScripts(
                403, $"This key may not use the site {site}: api.callers.{caller.Name}.sites in butler.yaml says which it may use.");
        }

        try
        {
            var answer = await commands.AskAsync(
                CommandKinds.ShowConfiguration, site, relay, arguments: null, Wait, $"configuration page, {caller.Name ?? "any key"}",
                context.RequestAborted);
            return answer switch
            {
                { Status: CommandStatus.Succeeded, Result: { } result } => View(site, relay, result),
                { Status: null } => throw new UnavailableException($"Relay {relay} of site {site} did not answer within 15 seconds."),
                _ => throw new UnavailableException(
                    $"Relay {relay} of site {site} did not show its configuration: {answer.Error ?? answer.Status.ToString()}"),
            };
        }
        catch (NoRelayException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    private static ConfigurationView View(string site, string relay, JsonElement result) => new(
        $"relay {relay} of site {site}", new ShownYaml(result.Deserialize(CommandJson.Default.ConfigurationResult)!.Text));
}
