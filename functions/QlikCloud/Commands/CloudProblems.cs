using System.Globalization;
using Butler.Core.Api;
using Butler.Core.QlikCloud;
using Butler.Core.Secrets;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>Turns failures of tenants into answers of the HTTP API.</summary>
internal static class CloudProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>What the API describes.</summary>
    public static IReadOnlyList<(int Status, string Meaning)> Problems { get; } =
    [
        (403, "Qlik Cloud does not allow it to the tenant's credentials, or api.callers does not allow it."),
        (404, "The tenant is unknown, or the tenant has no such resource."),
        (409, "The tenant has no credentials in butler.yaml, or the state does not allow it."),
        (429, "Qlik Cloud limits calls; Retry-After says for how long."),
        (502, "The tenant's credentials are not accepted, or the answer is not understood."),
        (503, "The tenant does not answer. The text says whether it may have been done all the same."),
    ];

    /// <summary>Runs an operation, and turns its failures into problems.</summary>
    /// <exception cref="ProblemException">It failed.</exception>
    public static async Task<T> GuardAsync<T>(HttpContext context, Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (CloudTargetException e)
        {
            throw ProblemException.ForLoadScripts(e.Status, e.Message);
        }
        catch (CloudException e)
        {
            if (!e.MayHaveHappened && Pause(e) is { } pause)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            }

            throw ProblemException.ForLoadScripts(Status(e.Fault), Describe(e));
        }
    }

    /// <summary>A failure in words, without secrets.</summary>
    public static string Describe(CloudException e)
    {
        var text = Redaction.CleanKnown(e.Message);
        text = text.EndsWith('.') ? text : $"{text}.";
        return e.MayHaveHappened ? $"{text} It may have been done all the same; look in Qlik Cloud before you repeat it." : text;
    }

    private static int Status(CloudFault fault) => fault switch
    {
        CloudFault.NotFound => 404,
        CloudFault.Forbidden => 403,
        CloudFault.RateLimited => 429,
        CloudFault.Unreachable => 503,
        CloudFault.Rejected => 400,
        _ => 502, // Our credentials, or an answer that is not understood: not the caller's fault.
    };

    private static TimeSpan? Pause(CloudException e) => e.Fault switch
    {
        CloudFault.RateLimited => e.RetryAfter ?? Soon,
        CloudFault.Unreachable => Soon,
        _ => null,
    };
}
