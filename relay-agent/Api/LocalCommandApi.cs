using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Receiving;
using Microsoft.AspNetCore.Http;

namespace Butler.RelayAgent.Api;

/// <summary>The status of commands that this API has executed; other commands are those of the function app.</summary>
internal sealed class LocalCommandApi : IApi
{
    private readonly LocalCommands commands;
    private readonly FunctionAppClient functionApp;

    public LocalCommandApi(LocalCommands commands, FunctionAppClient functionApp)
    {
        (this.commands, this.functionApp) = (commands, functionApp);
        Status = new ApiRoute("v4/commands/{id}", new PlainOperation("GET", "Tells how a command goes, or how it ended.", FindAsync));
    }

    public ApiRoute Status { get; }

    public IReadOnlyList<ApiRoute> Routes => [Status];

    private async Task FindAsync(HttpContext context)
    {
        var id = context.RouteText("id");
        if (await commands.FindAsync(id, context.RequestAborted) is not var (kind, reply))
        {
            await functionApp.ForwardAsync(context);
            return;
        }

        var view = new LocalCommandView(id, kind, reply?.Status)
        {
            Result = reply?.Result,
            Error = reply?.Error,
            Code = reply?.Code,
        };
        await context.Response.WriteAsJsonAsync(
            view, RelayApiJson.Default.LocalCommandView, cancellationToken: context.RequestAborted);
    }
}

/// <param name="Id">The command.</param>
/// <param name="Kind">The kind, such as <c>start-task</c>.</param>
/// <param name="Status">How it ended; null while it has not.</param>
internal sealed record LocalCommandView(string Id, string Kind, CommandStatus? Status)
{
    /// <summary>The result, which depends on the kind.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The same for programs.</summary>
    public string? Code { get; init; }
}

/// <summary>Source-generated JSON of the relay's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LocalCommandView))]
[JsonSerializable(typeof(KeyValueToSet))]
internal sealed partial class RelayApiJson : JsonSerializerContext;
