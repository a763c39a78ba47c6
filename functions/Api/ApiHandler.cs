using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Functions.Configuration;

namespace Butler.Functions.Api;

/// <summary>Answers requests with the result of a function, and every fault with a problem.</summary>
internal sealed class ApiHandler<T>(JsonTypeInfo<T> json, Func<HttpContext, Task<ApiAnswer<T>>> answer) : IHttpHandler
{
    public async Task RunAsync(HttpContext context)
    {
        ApiAnswer<T> answered;
        try
        {
            answered = await answer(context);
        }
        catch (ProblemException e)
        {
            await e.Problem.WriteAsync(context);
            return;
        }
        catch (JsonException e)
        {
            await new Problem("Not understood", 400, $"The body is not what was expected: {e.Message}").WriteAsync(context);
            return;
        }
        catch (Exception e) when (e is TableException or BusException or ConfigurationUnavailableException)
        {
            context.Response.Headers.RetryAfter = "10";
            await new Problem("Not available", 503, e.Message).WriteAsync(context);
            return;
        }

        context.Response.StatusCode = answered.Status;
        foreach (var (name, value) in answered.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answered.Status != StatusCodes.Status204NoContent)
        {
            await context.Response.WriteAsJsonAsync(answered.Value, json, cancellationToken: context.RequestAborted);
        }
    }
}

/// <param name="Value">The body; unused with status 204, which has none.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record ApiAnswer<T>(T Value, int Status = 200)
{
    /// <summary>Response headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
