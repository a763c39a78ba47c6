using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Butler.TestWorker;

public sealed class HttpFunctions(ILogger<HttpFunctions> logger)
{
    /// <summary>Answers with what it was asked.</summary>
    [Function("Echo")]
    public async Task EchoAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "echo/{name}")] HttpRequest request, string name)
    {
        using var reader = new StreamReader(request.Body);
        var response = request.HttpContext.Response;
        response.StatusCode = 207;
        response.Headers.Append("Set-Cookie", "a=1");
        response.Headers.Append("Set-Cookie", "b=2");
        response.Headers.Location = "/elsewhere";
        await response.WriteAsJsonAsync(new
        {
            request.Method,
            Target = request.Path.ToUriComponent() + request.QueryString,
            Name = name,
            Header = request.Headers["Qlik-Signature"].ToString(),
            Key = request.Headers["x-functions-key"].ToString(),
            request.ContentType,
            request.ContentLength,
            Host = request.Host.Value,
            Body = await reader.ReadToEndAsync(),
        });
    }

    /// <summary>Counts and hashes a body without keeping it.</summary>
    [Function("Upload")]
    public async Task UploadAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "upload")] HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        var length = 0L;
        while (await request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        await request.HttpContext.Response.WriteAsync(
            $"{length} {Convert.ToHexStringLower(hash.GetHashAndReset())} {request.ContentLength}");
    }

    /// <summary>Writes one word, waits for the file <c>go</c> of the directory that TEST_DIRECTORY names, and writes another.</summary>
    [Function("Feed")]
    public async Task FeedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "feed")] HttpRequest request, CancellationToken cancellationToken)
    {
        await request.HttpContext.Response.WriteAsync("one", cancellationToken);
        await request.HttpContext.Response.Body.FlushAsync(cancellationToken);
        await Signals.WaitAsync("go", cancellationToken);
        await request.HttpContext.Response.WriteAsync("two", cancellationToken);
    }

    [Function("Throws")]
    public Task ThrowsAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws")] HttpRequest request)
    {
        logger.LogWarning("About to throw for {Method}", request.Method);
        throw new InvalidOperationException("it rains");
    }

    [Function("ThrowsLate")]
    public async Task ThrowsLateAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws-late")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("one");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("it rains late");
    }

    /// <summary>Notes when its caller has gone.</summary>
    [Function("Waits")]
    public async Task WaitsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "waits")] HttpRequest request, CancellationToken cancellationToken)
    {
        Signals.Set("waiting");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Signals.Set(request.HttpContext.RequestAborted.IsCancellationRequested ? "aborted" : "cancelled");
        }
    }

    [Function("Dies")]
    public void Dies([HttpTrigger(AuthorizationLevel.Anonymous, Route = "dies/{exitCode:int}")] HttpRequest request, int exitCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        Environment.Exit(exitCode);
    }

    [Function("Process")]
    public static IResult Process([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "process")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Text($"{Environment.ProcessId}");
    }
}
