using System.Globalization;
using System.Text.Json;
using Azure;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Apps;
using Butler.Core.LoadScripts.Road;

namespace Butler.Functions.Apps;

/// <summary>Asks a relay for the description of an app, which comes in the reply, or through a blob if it is large.</summary>
internal sealed class AppDumps(ICommandRoad road, DumpBlobs blobs) : IAppDumps
{
    private static readonly TimeSpan ByDefault = TimeSpan.FromSeconds(100);

    public async Task WriteAsync(HttpContext context, string appId)
    {
        try
        {
            var (name, upload) = await blobs.NewAsync(context.RequestAborted);
            await WriteAsync(context, await AskAsync(context, appId, upload), name);
        }
        catch (RequestFailedException e) when (!context.Response.HasStarted)
        {
            // The SDK's message is left out, because it quotes the whole answer.
            throw new UnavailableException(string.Create(
                CultureInfo.InvariantCulture, $"The storage account did not keep the description: it answered {e.Status} {e.ErrorCode}."));
        }
    }

    private async Task<AppDumpResult> AskAsync(HttpContext context, string appId, Uri upload)
    {
        var arguments = new AppDumpArguments { AppId = appId, Upload = upload };
        var answer = await road.RunAsync(context, new CommandCall(
            CommandKinds.AppDump, JsonSerializer.SerializeToElement(arguments, CommandJson.Default.AppDumpArguments))
        {
            Wait = Waiting.Asked(context.Request) ?? ByDefault,
        });
        return answer is { Status: CommandStatus.Succeeded, Result: { } result }
            ? result.Deserialize(CommandJson.Default.AppDumpResult)!
            : answer.Status is null
                ? throw ProblemException.ForLoadScripts(504, "Failed dumping app: the relay has not answered in time.")
                : throw CommandProblems.Of(answer, "Dumping this app is not allowed", "Failed dumping app");
    }

    private async Task WriteAsync(HttpContext context, AppDumpResult result, string blob)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        if (result.Uploaded)
        {
            context.Response.ContentLength = result.Length;
            await blobs.TakeAsync(blob, context.Response.Body, context.RequestAborted);
        }
        else
        {
            await JsonSerializer.SerializeAsync(
                context.Response.Body, result.Dump ?? default, AppsJson.Default.JsonElement, context.RequestAborted);
        }
    }
}
