using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;

namespace Butler.Core.Api;

/// <summary>Turns the exceptions of an operation into problems.</summary>
internal static class ApiFaults
{
    /// <summary>Runs an operation.</summary>
    /// <returns>The problem that answers the request; null when the operation succeeded.</returns>
    public static async Task<Problem?> OfAsync(HttpContext context, Func<HttpContext, Task> run)
    {
        try
        {
            await run(context);
            return null;
        }
        catch (ProblemException e)
        {
            return e.Problem;
        }
        catch (JsonException e)
        {
            return new Problem("Not understood", 400, $"The body is not what was expected: {e.Message}");
        }
        catch (Exception e) when (e is TableException or BusException or UnavailableException)
        {
            context.Response.Headers.RetryAfter = "10";
            return Problem.ForLoadScripts(503, e.Message);
        }
    }
}
