using System.Text.Json.Serialization.Metadata;

namespace Butler.Core.Api;

/// <summary>Answers requests with the result of a function, and every fault with a problem.</summary>
/// <typeparam name="T">The type of the answer's body.</typeparam>
/// <param name="json">How the answer is written as JSON.</param>
/// <param name="answer">The function.</param>
/// <param name="status">The HTTP status of an answer that names none.</param>
public sealed class ApiHandler<T>(JsonTypeInfo<T> json, Func<HttpContext, Task<ApiAnswer<T>>> answer, int status = 200) : IHttpHandler
{
    /// <inheritdoc/>
    public async Task RunAsync(HttpContext context)
    {
        if (await ApiFaults.AnswerAsync(context, answer) is not { } answered)
        {
            return;
        }

        answered.Begin(context.Response, status);
        if (context.Response.StatusCode != StatusCodes.Status204NoContent)
        {
            await context.Response.WriteAsJsonAsync(answered.Value, json, cancellationToken: context.RequestAborted);
        }
    }
}

/// <summary>The answer to a request.</summary>
/// <typeparam name="T">The type of the body.</typeparam>
/// <param name="Value">The body; unused with status 204, which has none.</param>
/// <param name="Status">The HTTP status; null: the status that the operation declares.</param>
public sealed record ApiAnswer<T>(T Value, int? Status = null)
{
    /// <summary>Response headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Sets the status and the headers of a response.</summary>
    internal void Begin(HttpResponse response, int status)
    {
        response.StatusCode = Status ?? status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }
    }
}
