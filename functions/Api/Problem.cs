using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Functions.Api;

/// <summary>What is wrong with a request or its execution, as RFC 9457 has it.</summary>
/// <param name="Title">What kind of problem, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong here and how to mend it, without any secret.</param>
internal sealed record Problem(string Title, int Status, string Detail)
{
    public const string MediaType = "application/problem+json";

    public string Type { get; init; } = "about:blank";

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        return context.Response.WriteAsJsonAsync(this, ProblemJson.Default.Problem, MediaType, context.RequestAborted);
    }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    public Problem Problem { get; } = new(title, status, detail);
}

/// <summary>Source-generated JSON of problems.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ProblemJson : JsonSerializerContext;
