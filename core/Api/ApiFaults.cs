using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;

namespace Butler.Core.Api;

/// <summary>Turns the exceptions of operations into problems.</summary>
internal static class ApiFaults
{
    /// <summary>Runs an operation that returns its answer.</summary>
    /// <returns>The answer; null after a fault, which has been answered.</returns>
    public static async Task<ApiAnswer<T>?> AnswerAsync<T>(HttpContext context, Func<HttpContext, Task<ApiAnswer<T>>> answer)
    {
        ApiAnswer<T>? answered = null;
        return await IsAnsweredAsync(context, async request => answered = await answer(request)) ? answered : null;
    }

    /// <summary>Runs an operation.</summary>
    /// <returns>False after a fault, which has been answered.</returns>
    public static async Task<bool> IsAnsweredAsync(HttpContext context, Func<HttpContext, Task> run)
    {
        try
        {
            await run(context);
            return true;
        }
        catch (ProblemException e)
        {
            await e.Problem.WriteAsync(context);
        }
        catch (JsonException e)
        {
            await new Problem("Not understood", 400, $"The body is not what was expected: {e.Message}").WriteAsync(context);
        }
        catch (Exception e) when (e is TableException or BusException or UnavailableException)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problem.ForLoadScripts(503, e.Message).WriteAsync(context);
        }

        return false;
    }
}
