using System.Text.Json.Serialization.Metadata;

namespace Butler.Core.Api;

/// <summary>One method of a route: what it does, what it takes, what it answers. The OpenAPI document is made from it.</summary>
/// <param name="method">The HTTP method, in capitals.</param>
/// <param name="summary">What it does, as a sentence.</param>
public abstract class ApiOperation(string method, string summary) : IHttpHandler
{
    /// <summary>The HTTP method, in capitals.</summary>
    public string Method => method;

    /// <summary>What it does, as a sentence.</summary>
    public string Summary => summary;

    /// <summary>The parameters of the query.</summary>
    public IReadOnlyList<ApiField> Query { get; init; } = [];

    /// <summary>The headers of the request that have a meaning here.</summary>
    public IReadOnlyList<ApiField> Headers { get; init; } = [];

    /// <summary>
    /// The fields of the body; empty when no body is read, or when <see cref="BodyItems"/> or <see cref="BodyType"/> is set.
    /// </summary>
    public IReadOnlyList<ApiField> Body { get; init; } = [];

    /// <summary>The fields of each item, when the body is a list.</summary>
    public IReadOnlyList<ApiField> BodyItems { get; init; } = [];

    /// <summary>The type of the body, when a type describes it.</summary>
    public JsonTypeInfo? BodyType { get; init; }

    /// <summary>The HTTP status of success.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Further statuses, with what each means.</summary>
    public IReadOnlyList<(int Status, string Meaning)> Also { get; init; } = [];

    /// <summary>
    /// The name of the operation's switch in Butler's configuration file, such as <c>keyValueStore</c>; null when Butler has no such
    /// operation. The list of enabled endpoints shows it.
    /// </summary>
    public string? ButlerFlag { get; init; }

    /// <summary>The media type of the answer.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>The type of the answer; null when it is not JSON, or has no body.</summary>
    public virtual JsonTypeInfo? AnswerType => null;

    /// <inheritdoc/>
    public abstract Task RunAsync(HttpContext context);
}

/// <summary>An operation whose answer is JSON.</summary>
/// <typeparam name="T">The type of the answer's body.</typeparam>
/// <param name="method">The HTTP method, in capitals.</param>
/// <param name="summary">What it does, as a sentence.</param>
/// <param name="json">How the answer is written as JSON.</param>
/// <param name="answer">Answers a request.</param>
public sealed class ApiOperation<T>(string method, string summary, JsonTypeInfo<T> json, Func<HttpContext, Task<ApiAnswer<T>>> answer)
    : ApiOperation(method, summary)
{
    /// <inheritdoc/>
    public override JsonTypeInfo? AnswerType => Status == StatusCodes.Status204NoContent ? null : json;

    /// <inheritdoc/>
    public override Task RunAsync(HttpContext context) => new ApiHandler<T>(json, answer, Status).RunAsync(context);
}

/// <summary>An operation whose answer is text: plain, or a page. Set <see cref="ApiOperation.MediaType"/>.</summary>
/// <param name="method">The HTTP method, in capitals.</param>
/// <param name="summary">What it does, as a sentence.</param>
/// <param name="answer">Answers a request.</param>
public sealed class TextOperation(string method, string summary, Func<HttpContext, Task<ApiAnswer<string>>> answer)
    : ApiOperation(method, summary)
{
    /// <inheritdoc/>
    public override async Task RunAsync(HttpContext context)
    {
        if (await ApiFaults.AnswerAsync(context, answer) is { } answered)
        {
            answered.Begin(context.Response, Status);
            context.Response.ContentType ??= $"{MediaType}; charset=utf-8";
            await context.Response.WriteAsync(answered.Value, context.RequestAborted);
        }
    }
}

/// <summary>An operation that writes its own answer, such as a page.</summary>
/// <param name="method">The HTTP method, in capitals.</param>
/// <param name="summary">What it does, as a sentence.</param>
/// <param name="run">Answers a request.</param>
public sealed class PlainOperation(string method, string summary, Func<HttpContext, Task> run) : ApiOperation(method, summary)
{
    /// <inheritdoc/>
    public override Task RunAsync(HttpContext context) => run(context);
}

/// <summary>An operation whose answer is JSON that is written as it comes.</summary>
/// <param name="method">The HTTP method, in capitals.</param>
/// <param name="summary">What it does, as a sentence.</param>
/// <param name="run">Answers a request; problems are thrown before anything is written.</param>
public sealed class StreamedOperation(string method, string summary, Func<HttpContext, Task> run) : ApiOperation(method, summary)
{
    /// <inheritdoc/>
    public override Task RunAsync(HttpContext context) => ApiFaults.IsAnsweredAsync(context, run);
}
