using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using Butler.Core.Time;
using Polly;
using Polly.Timeout;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// QRS over its REST API: a client certificate, a user in a header, and the same sixteen characters in header and query as protection
/// against cross-site requests (help.qlik.com, "Repository Service API: connecting").
/// </summary>
internal sealed class QrsRestClient(QrsOptions options, QrsConnection connection, TimeProvider time, Random random) : IQrs, IQrsFiles
{
    /// <summary>The time limit of a call.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private const string KeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Uri root = new(options.Url.GetLeftPart(UriPartial.Authority) + "/qrs/");
    private readonly string user = UserHeader(options.User);
    private readonly PassingFaults faults = new(time, random);
    private readonly QrsTurns turns = new(options.MaxConnections, time);
    private readonly ResiliencePipeline callLimit = Resilience.TimeLimit(CallTimeout, time);

    /// <summary>The number of requests.</summary>
    public long Requests => Volatile.Read(ref requests);

    /// <summary>The clock of the repository service, from its answers.</summary>
    public QrsClock Clock { get; } = new(time);

    private long requests;

    public Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken) => AgainAsync(
        () => SendAsync(
            HttpMethod.Get,
            path,
            filter,
            null,
            async (response, asked, ct) =>
                await QrsAnswer.ReadAsync(response, asked, ct) ?? throw new QrsException(0, $"{asked} was answered with nothing."),
            cancellationToken),
        () => true,
        cancellationToken);

    public Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken)
    {
        var any = false;
        return AgainAsync(
            () => SendAsync(
                HttpMethod.Get, path, filter, null, (response, asked, ct) => QrsAnswer.RowsAsync(response, asked, Take, ct),
                cancellationToken),
            () => !any,
            cancellationToken);

        void Take(JsonElement next)
        {
            any = true;
            row(next);
        }
    }

    public Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, null, body?.GetRawText() ?? "{}", QrsAnswer.ReadAsync, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, null, QrsAnswer.ReadAsync, cancellationToken);

    public async Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken)
    {
        var end = new StreamEnd((int)Math.Min(mostBytes, Array.MaxLength));
        await ReadAsync(path, end.ReadAsync, cancellationToken);
        return end.ToArray();
    }

    public Task ReadAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        path,
        null,
        null,
        async (response, _, ct) =>
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            await read(stream, ct);
            return true;
        },
        cancellationToken);

    /// <summary>The header's form of <c>DIRECTORY\user</c>.</summary>
    private static string UserHeader(string user) =>
        user.Split('\\', 2) is [var directory, var id]
            ? $"UserDirectory={directory}; UserId={id}"
            : $"UserDirectory=INTERNAL; UserId={user}";

    private Task<T> AgainAsync<T>(Func<Task<T>> call, Func<bool> mayRepeat, CancellationToken cancellationToken) =>
        faults.RepeatAsync(_ => call(), fault => fault.IsTransient && mayRepeat(), cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        string? filter,
        string? body,
        Func<HttpResponseMessage, string, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(path.Split('/', 2)[0], cancellationToken);
        var link = connection.Get();
        var asked = filter is null ? $"{method} {root.AbsolutePath}{path}" : $"{method} {root.AbsolutePath}{path} where {filter}";
        try
        {
            return await callLimit.ExecuteAsync(
                async token =>
                {
                    using var request = Request(method, path, filter, body);
                    Interlocked.Increment(ref requests);
                    using var response = await link.Http.SendAsync(request, token);
                    turn.Answered();
                    Clock.Note(response.Headers.Date);
                    return QrsAnswer.IsGood(response.StatusCode)
                        ? await read(response, asked, token)
                        : throw await QrsAnswer.RefusalAsync(response, asked, options.User, token);
                },
                cancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutRejectedException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new QrsException(0, $"{asked} was not answered within {CallTimeout.TotalSeconds:0} s.", failure);
        }
        catch (HttpRequestException failure) when (failure.InnerException is AuthenticationException)
        {
            throw new QrsException(0, link.Check.Refusal ?? $"The TLS connection to {root.Authority} could not be made: "
                + $"{failure.InnerException.Message} Check that QRS accepts the client certificate.", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new QrsException(0, Broken(failure, asked), failure);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? filter, string? body)
    {
        var key = RandomNumberGenerator.GetString(KeyCharacters, 16);
        var query = (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "xrfkey=" + key
            + (filter is null ? "" : "&filter=" + Uri.EscapeDataString(filter));
        var request = new HttpRequestMessage(method, new Uri(root, path + query));
        request.Headers.Add("X-Qlik-Xrfkey", key);
        request.Headers.Add("X-Qlik-User", user);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.1));
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return request;
    }

    private string Broken(Exception failure, string asked) => (failure as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
            $"{root.Authority} cannot be reached: {failure.Message} Check qrs.url, that the repository service runs, and that the firewall "
                + $"lets port {root.Port} through.",
        // With TLS 1.3 a server that refuses the client certificate only closes the connection.
        not null => $"{asked} got no answer: {failure.Message} {failure.InnerException?.Message}".TrimEnd()
            + " If this lasts, check that QRS accepts the client certificate.",
        null => $"{asked} broke off: {failure.Message}",
    };
}
