using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Butler.Local.QlikCloud;
using Butler.Local.QlikCloud.Tenants;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>
/// A simulator of a test's own with a clock that stands, and a client of the tenant acme. Answers show its address as cloud.
/// </summary>
internal sealed class QlikCloudBench : IAsyncDisposable
{
    /// <summary>The app that every tenant has.</summary>
    public const string App = BelievableTenant.DefaultApp;

    private readonly HttpClient http = new();

    private QlikCloudBench(QlikCloudSimulator simulator, FakeTime time) => (Simulator, Time) = (simulator, time);

    public QlikCloudSimulator Simulator { get; }

    public FakeTime Time { get; }

    public Tenant Acme => Simulator.Tenants.Find("acme")!;

    /// <summary>What a request has as its bearer; null: none.</summary>
    public string? Bearer { get; set; } = "an-api-key";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<QlikCloudBench> StartAsync(TenantBehaviour? behaviour = null)
    {
        var time = new FakeTime();
        return new QlikCloudBench(
            await QlikCloudSimulator.StartAsync(0, behaviour ?? new TenantBehaviour(), time, NullLoggerFactory.Instance, Cancelled), time);
    }

    /// <summary>The status and the body of a request to acme, as in <c>200 {"data":[]}</c>.</summary>
    public async Task<string> CallAsync(string method, string path, string? body = null)
    {
        using var response = await SendAsync(method, $"acme/{path}", body);
        return await AnswerAsync(response);
    }

    public Task<string> GetAsync(string path) => CallAsync("GET", $"api/v1/{path}");

    /// <summary>The JSON of an answer, which must have the status.</summary>
    public async Task<JsonNode> JsonAsync(string method, string path, string? body = null, int status = 200)
    {
        var answer = await CallAsync(method, path, body);
        answer.ShouldStartWith($"{status} {{");
        return JsonNode.Parse(answer[4..])!;
    }

    /// <summary>Calls a control address.</summary>
    public async Task<string> ControlAsync(string method, string path, string? body = null)
    {
        using var response = await SendAsync(method, $"control/{path}", body);
        return await AnswerAsync(response);
    }

    /// <summary>Ends a reload by a control address; its id.</summary>
    public async Task<string> EndAsync(string order)
    {
        var answer = await ControlAsync("POST", "tenants/acme/reloads", order);
        answer.ShouldStartWith("200 ");
        return (string)JsonNode.Parse(answer[4..])!["reload"]!["reloadId"]!;
    }

    public Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Simulator.Address, path));
        request.Headers.Authorization = Bearer is null ? null : new AuthenticationHeaderValue("Bearer", Bearer);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return http.SendAsync(request, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        http.Dispose();
    }

    private async Task<string> AnswerAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        var shown = text.Replace(Simulator.Address.AbsoluteUri, "http://cloud/", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {shown}").TrimEnd();
    }
}
