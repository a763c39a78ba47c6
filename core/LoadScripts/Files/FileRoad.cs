using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Files;

/// <summary>What all requests for files have in common.</summary>
internal sealed class FileRoad(ICommandRoad road)
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>The statuses besides that of success.</summary>
    public static IReadOnlyList<(int Status, string Meaning)> Statuses { get; } =
        [(202, "The relay has not answered in time."), .. RoadFields.Problems];

    /// <summary>The fields of the body.</summary>
    public static Task<RequestFields> BodyAsync(HttpContext context) => RequestFields.BodyAsync(context, MaxBytes, orEmpty: true);

    /// <summary>A path of the body; Butler's helper scripts write <c>#</c> as <c>%23</c>.</summary>
    /// <exception cref="ProblemException">It is missing or empty.</exception>
    public static string Path(RequestFields body, ApiField field) =>
        body.Text(field with { IsRequired = false }) is { Length: > 0 } path
            ? path.Replace("%23", "#", StringComparison.Ordinal)
            : throw ProblemException.ForLoadScripts(400, $"Required parameter missing: {field.Name}");

    /// <summary>Executes a command.</summary>
    /// <exception cref="ProblemException">The command was refused or failed.</exception>
    public async Task<CommandAnswer> RunAsync<T>(
        HttpContext context, string kind, T arguments, JsonTypeInfo<T> type, string denied, string failed)
    {
        var answer = await road.RunAsync(context, new CommandCall(kind, JsonSerializer.SerializeToElement(arguments, type))
        {
            Wait = Waiting.Asked(context.Request) ?? Waiting.ByDefault,
            RequestId = Waiting.IdOf(context.Request),
        });
        return answer.Status is null or CommandStatus.Succeeded ? answer : throw CommandProblems.Of(answer, denied, failed);
    }

    /// <summary>The answer of a command that succeeded or is pending.</summary>
    public static ApiAnswer<T> Shown<T>(HttpContext context, CommandAnswer answer, T done, Func<T, string, T> pending)
    {
        var headers = Waiting.Applied(Waiting.Asked(context.Request));
        return answer.Status is not null
            ? new(done) { Headers = [.. headers] }
            : new(pending(done, answer.Id), StatusCodes.Status202Accepted)
            {
                Headers = [.. headers, RoadFields.Location(context, answer.Location)],
            };
    }
}
