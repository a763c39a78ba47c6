using System.Text;
using Butler.Functions.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Butler.Functions.Tests.Support;

/// <summary>The API over HTTP, on a real socket with the app's real routes.</summary>
internal sealed class ApiSite : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly HttpClient client;

    private ApiSite(App app, WebApplication web, HttpClient client) => (App, this.web, this.client) = (app, web, client);

    public App App { get; }

    /// <summary>The services behind the socket.</summary>
    public IServiceProvider Services => web.Services;

    /// <param name="api">The section <c>api</c> of the configuration, in one line.</param>
    public static Task<ApiSite> StartAsync(string api = "{}") => StartAsync(new App($$"""
        channels: { a: { type: console } }
        routes: []
        api: {{api}}
        """));

    /// <param name="app">The app.</param>
    /// <param name="commandKey">The master key; null: none.</param>
    /// <param name="variables">Environment variables.</param>
    public static async Task<ApiSite> StartAsync(
        App app, string? commandKey = App.CommandKey, params (string Name, string Value)[] variables)
    {
        var (web, address) = await Web.StartAsync(new AppDependencies
        {
            Bus = app.Bus,
            Tables = app.Tables,
            ConfigurationText = app.Configuration,
            Terminal = app.Terminal,
            Blobs = app.Blobs,
            Time = app.Time,
            Environment = name => name == "BUTLER_COMMAND_KEY" ? commandKey
                : variables.FirstOrDefault(variable => variable.Name == name).Value,
        });
        return new ApiSite(app, web, new HttpClient { BaseAddress = new Uri(address, "/api/v4/") });
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">Method and path below <c>/api/v4/</c>, such as <c>GET keylist/Margin</c>.</param>
    /// <param name="body">The body; null: none.</param>
    /// <param name="headers">Headers.</param>
    /// <returns>Status and body, such as <c>204 </c> or <c>200 {"keyExists":false,"keyValue":{}}</c>.</returns>
    public async Task<string> AskAsync(string request, string? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(request, body, headers);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>Sends a request, and gives the status and the problem's text.</summary>
    public async Task<string> FailAsync(string request, string? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(request, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        using var problem = System.Text.Json.JsonDocument.Parse(text);
        var message = problem.RootElement.GetProperty("message").GetString();
        problem.RootElement.GetProperty("detail").GetString().ShouldBe(message);
        problem.RootElement.GetProperty("statusCode").GetInt32().ShouldBe((int)response.StatusCode);
        return $"{(int)response.StatusCode} {message}";
    }

    public Task<HttpResponseMessage> SendAsync(string request, string? body = null, params (string Name, string Value)[] headers)
    {
        var space = request.IndexOf(' ', StringComparison.Ordinal);
        var message = new HttpRequestMessage(
            new HttpMethod(request[..space]), new Uri(client.BaseAddress!, request[(space + 1)..]))
        {
            Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(message);
    }

    public Task<string> SetAsync(string @namespace, string key, string value) => AskAsync(
        $"POST keyvalues/{Uri.EscapeDataString(@namespace)}",
        new System.Text.Json.Nodes.JsonObject { ["key"] = key, ["value"] = value }.ToJsonString());

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        App.Dispose();
        await web.DisposeAsync();
    }
}
