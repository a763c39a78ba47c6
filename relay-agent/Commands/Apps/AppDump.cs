using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Secrets;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Engine;

namespace Butler.RelayAgent.Commands.Apps;

/// <summary>Describes an app without its data: in the reply if it is small, or else streamed to the blob in the command.</summary>
/// <param name="engine">The engine.</param>
/// <param name="rules">The allowed apps and upload targets.</param>
/// <param name="http">The client for uploads.</param>
/// <param name="redaction">Masks secrets in the description.</param>
/// <param name="directory">The folder for the description before its upload, so that it is never completely in memory.</param>
internal sealed class AppDump(IEngine engine, DumpAppRules rules, HttpClient http, Redaction redaction, string directory) : ICommandHandler
{
    /// <summary>The maximum size of a description in the reply, in bytes.</summary>
    public const int MaxInReply = 100 * 1024;

    public string Kind => CommandKinds.AppDump;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.AppDumpArguments);
        var appId = Allowed(asked.AppId);
        if (asked.Upload is { } upload && !UploadTarget.IsAllowed(upload, rules.StorageAccounts, rules.Loopback))
        {
            throw new CommandRefusedException(
                $"commands.dumpApp does not allow uploads to "
                    + $"{(upload.IsAbsoluteUri ? upload.GetLeftPart(UriPartial.Scheme) + upload.Authority.Split('@')[^1] : "there")}: "
                + "name the storage account in commands.dumpApp.storageAccounts, and upload by https.");
        }

        await using var file = await DescribeAsync(appId, stopping);
        return CommandOutcome.Success(await ResultAsync(appId.ToString(), asked.Upload, file, stopping), CommandJson.Default.AppDumpResult);
    }

    /// <summary>Describes an app in a file that is deleted when it is closed.</summary>
    /// <exception cref="CommandRefusedException">The rules do not allow it.</exception>
    /// <exception cref="CommandFailedException">The engine did not describe it.</exception>
    public Task<FileStream> DescribeAsync(string appId, CancellationToken stopping) => DescribeAsync(Allowed(appId), stopping);

    private async Task<FileStream> DescribeAsync(Guid appId, CancellationToken stopping)
    {
        var file = new FileStream(
            Path.Combine(directory, $"dump-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024,
            FileOptions.DeleteOnClose);
        try
        {
            await DescribeAsync(appId.ToString(), file, stopping);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private Guid Allowed(string text)
    {
        if (!Guid.TryParse(text, out var appId))
        {
            throw new CommandRefusedException("app-dump needs an app's id.", denied: false);
        }

        return rules.Any || rules.Apps.Contains(appId)
            ? appId
            : throw new CommandRefusedException($"commands.dumpApp does not allow app {appId}.");
    }

    private async Task DescribeAsync(string appId, FileStream file, CancellationToken stopping)
    {
        try
        {
            await using var app = await EngineApp.OpenAsync(engine, appId, withoutData: true, stopping);
            await using var writer = new Utf8JsonWriter(file);
            await new AppDescription(app, writer, redaction, stopping).WriteAsync(appId);
        }
        catch (EngineException problem)
        {
            throw new CommandFailedException(problem.Message, problem) { Code = problem.IsNotFound ? CommandCodes.NotFound : null };
        }
    }

    private async Task<AppDumpResult> ResultAsync(string appId, Uri? upload, FileStream file, CancellationToken stopping)
    {
        if (file.Length < MaxInReply)
        {
            using var json = await JsonDocument.ParseAsync(file, cancellationToken: stopping);
            return new AppDumpResult { AppId = appId, Length = file.Length, Dump = json.RootElement.Clone() };
        }

        if (upload is null)
        {
            throw new CommandFailedException(
                $"The description has {file.Length} bytes, too many for a reply, and the command names no blob.");
        }

        var length = file.Length;
        using var request = new HttpRequestMessage(HttpMethod.Put, upload) { Content = new StreamContent(file) };
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentLength = length;
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        try
        {
            using var response = await http.SendAsync(request, stopping);
            return response.IsSuccessStatusCode
                ? new AppDumpResult { AppId = appId, Length = length, Uploaded = true }
                : throw new CommandFailedException($"The blob was not written: it answered {(int)response.StatusCode}.");
        }
        catch (HttpRequestException problem)
        {
            throw new CommandFailedException($"The blob could not be reached: {problem.HttpRequestError}.", problem);
        }
    }
}
