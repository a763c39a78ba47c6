using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Functions.Api;

namespace Butler.Functions.Relays;

/// <summary>The status of commands over HTTP. The arguments are not shown, because some are secret.</summary>
internal sealed class CommandApi : IApi
{
    private readonly CommandRows rows;

    public CommandApi(CommandRows rows)
    {
        this.rows = rows;
        Status = new ApiRoute("v4/commands/{id}", new ApiOperation<CommandView>(
            "GET", "Tells how a command goes, or how it ended.", CommandViewJson.Default.CommandView, FindAsync)
        {
            Also = [(404, "There is no such command.")],
        })
        {
            Parts = [ApiField.Text("id", "The command.")],
        };
    }

    public string Group => "Commands";

    /// <summary><c>commands/{id}</c>.</summary>
    public ApiRoute Status { get; }

    public IReadOnlyList<ApiRoute> Routes => [Status];

    private async Task<ApiAnswer<CommandView>> FindAsync(HttpContext context)
    {
        var id = context.RouteText("id");
        var row = await rows.FindAsync(id, context.RequestAborted);
        if (row is null || !Caller.Of(context).MayUseSite(row.Command.Site))
        {
            throw ProblemException.ForLoadScripts(404, $"There is no command {id}. Rows are deleted after the retention.");
        }

        return new(new CommandView
        {
            Id = id,
            Kind = row.Command.Kind,
            Site = row.Command.Site,
            Relay = row.Command.Relay,
            Status = row.Status,
            RequestedBy = row.Command.RequestedBy,
            Asked = row.Asked,
            Deadline = row.Command.Deadline,
            Answered = row.Answered,
            Result = row.Result,
            Error = row.Error,
            Code = row.Code,
        });
    }
}

/// <summary>A command in an answer.</summary>
internal sealed record CommandView
{
    public required string Id { get; init; }

    /// <summary>The kind, such as <c>start-task</c>.</summary>
    public required string Kind { get; init; }

    public required string Site { get; init; }

    public required string Relay { get; init; }

    /// <summary>How it ended; null while it has not.</summary>
    public CommandStatus? Status { get; init; }

    /// <summary>The requester.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>When it was requested, UTC.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>The time after which it does not begin, UTC.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>When the end was recorded, UTC.</summary>
    public DateTimeOffset? Answered { get; init; }

    /// <summary>The result, which depends on the kind.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The same for programs.</summary>
    public string? Code { get; init; }
}

/// <summary>Source-generated JSON of commands in answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommandView))]
internal sealed partial class CommandViewJson : JsonSerializerContext;
