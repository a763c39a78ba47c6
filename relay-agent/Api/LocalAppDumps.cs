using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Apps;
using Butler.Core.LoadScripts.Road;
using Butler.RelayAgent.Commands.Apps;
using Butler.RelayAgent.Commands.Handling;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Api;

/// <summary>Describes an app at once, in this process.</summary>
/// <param name="dump">The description; null when no rule allows it, or there is no engine.</param>
internal sealed class LocalAppDumps(AppDump? dump = null) : IAppDumps
{
    private const string Denied = "Dumping this app is not allowed";
    private const string Failed = "Failed dumping app";

    public async Task WriteAsync(HttpContext context, string appId)
    {
        if (dump is null)
        {
            throw ProblemException.ForLoadScripts(403, $"{Denied}: relay.yaml has no commands.dumpApp, or no engine.");
        }

        try
        {
            await using var file = await dump.DescribeAsync(appId, context.RequestAborted);
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (CommandRefusedException refused)
        {
            throw CommandProblems.Of(
                new CommandAnswer("", CommandStatus.Refused) { Error = refused.Message, Code = CommandCodes.Denied }, Denied, Failed);
        }
        catch (CommandFailedException failed)
        {
            throw CommandProblems.Of(
                new CommandAnswer("", CommandStatus.Failed) { Error = failed.Message, Code = failed.Code }, Denied, Failed);
        }
    }
}
