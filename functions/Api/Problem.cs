using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Functions.Api;

/// <summary>A problem with a request or its execution, in the form of RFC 9457.</summary>
/// <param name="Title">The kind of problem, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The problem and how to fix it, without secrets.</param>
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
