using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Butler.Core.Api;

/// <summary>A problem with a request or its execution, in the form of RFC 9457.</summary>
/// <param name="Title">The kind of problem, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The problem and how to fix it, without secrets.</param>
public sealed record Problem(string Title, int Status, string Detail)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>How problems are written as JSON.</summary>
    public static JsonTypeInfo<Problem> Json => ProblemJson.Default.Problem;

    /// <summary>The type of the problem. <c>about:blank</c> says that the status tells it (RFC 9457, section 4.2.1).</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The status once more, under Butler's name for it; only for load scripts.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The status in words, under Butler's name; only for load scripts.</summary>
    public string? Error { get; init; }

    /// <summary>The detail, under Butler's name; only for load scripts.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// A problem that load scripts can read as Butler's errors too, which are <c>{ statusCode, error, message }</c>.
    /// </summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">The problem; the texts that Butler has are kept word for word.</param>
    public static Problem ForLoadScripts(int status, string message)
    {
        var words = ReasonPhrases.GetReasonPhrase(status);
        return new(words, status, message) { StatusCode = status, Error = words, Message = message };
    }

    /// <summary>Answers a request with the problem.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        return context.Response.WriteAsJsonAsync(this, ProblemJson.Default.Problem, MediaType, context.RequestAborted);
    }
}

/// <summary>Ends a request with a problem.</summary>
/// <param name="problem">The problem.</param>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>Ends a request with a problem.</summary>
    public ProblemException(int status, string title, string detail)
        : this(new Problem(title, status, detail))
    {
    }

    /// <summary>The problem.</summary>
    public Problem Problem => problem;

    /// <inheritdoc cref="Problem.ForLoadScripts"/>
    public static ProblemException ForLoadScripts(int status, string message) => new(Problem.ForLoadScripts(status, message));
}

/// <summary>Source-generated JSON of problems.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class ProblemJson : JsonSerializerContext;
