using System.Globalization;
using System.Text;

namespace Butler.Local.Faults;

/// <summary>Counts requests and applies faults.</summary>
/// <param name="faults">The active faults.</param>
/// <param name="requests">The counted requests.</param>
/// <param name="refuse">Answers with a status, in the words of the simulated service.</param>
/// <param name="time">The clock for delays.</param>
internal sealed class FaultMiddleware(
    FaultPlan faults, RequestLog requests, Func<HttpContext, int, Task> refuse, TimeProvider time)
{
    private static readonly byte[] Html = Encoding.UTF8.GetBytes(
        "<!DOCTYPE html>\r\n<html><head><title>Service unavailable</title></head><body><h1>Our services aren't available right "
            + "now</h1></body></html>\r\n");

    /// <param name="context">The request.</param>
    /// <param name="path">The path for the count.</param>
    /// <param name="next">Executes the request.</param>
    public async Task InvokeAsync(HttpContext context, string path, RequestDelegate next)
    {
        requests.Add(context.Request.Method, path, context.Connection.Id, context.Request.QueryString.Value);
        if (faults.Take(path, context.Request.Method) is not { } fault)
        {
            await next(context);
            return;
        }

        if (fault.Delay > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.Delay), time, context.RequestAborted);
        }

        if (fault is { Executes: true, Answers: true })
        {
            await ExecuteAsync(context, next);
        }

        if (fault.Silent)
        {
            await WaitForEndAsync(context);
        }
        else if (fault.Cut)
        {
            context.Abort();
        }
        else if (fault.Answers)
        {
            await AnswerAsync(context, fault);
        }
        else if (fault.Body == FaultBody.AsItIs)
        {
            await next(context);
        }
        else
        {
            await HalfAsync(context, next, fault.Body == FaultBody.Broken);
        }
    }

    private async Task AnswerAsync(HttpContext context, Fault fault)
    {
        var response = context.Response;
        response.StatusCode = fault.Status ?? StatusCodes.Status200OK;
        if (fault.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (fault.Body == FaultBody.Html)
        {
            response.ContentType = "text/html; charset=utf-8";
            await response.Body.WriteAsync(Html);
        }
        else if (response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            await refuse(context, response.StatusCode);
        }
    }

    /// <summary>Executes the request, and forgets its answer.</summary>
    private static async Task ExecuteAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        try
        {
            context.Response.Body = Stream.Null;
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        context.Response.Clear();
    }

    /// <summary>Waits until the client gives up, or the server stops.</summary>
    private static async Task WaitForEndAsync(HttpContext context)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private static async Task HalfAsync(HttpContext context, RequestDelegate next, bool broken)
    {
        var body = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var half = whole.GetBuffer().AsMemory(0, (int)whole.Length / 2);
        context.Response.ContentLength = broken ? whole.Length : half.Length;
        await body.WriteAsync(half);
        if (broken)
        {
            // Sent first, because an abort discards waiting data.
            await body.FlushAsync();
            context.Abort();
        }
    }
}
