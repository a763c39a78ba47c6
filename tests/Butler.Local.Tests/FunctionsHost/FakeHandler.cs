using System.Collections.Concurrent;
using System.Net;
using Butler.Local.FunctionsHost.Handler;
using Butler.Local.FunctionsHost.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Local.Tests.FunctionsHost;

/// <summary>A custom handler in the test's own process, which answers as the test tells it to and remembers what it was asked.</summary>
internal sealed class FakeHandler : IHandler
{
    private readonly WebApplication app;
    private HandlerAddress? address;

    public FakeHandler()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(async context =>
        {
            if (ReadsBody)
            {
                using var reader = new StreamReader(context.Request.Body);
                Requests.Enqueue(new HandlerRequest(context, await reader.ReadToEndAsync()));
            }

            await Answer(context);
        });
    }

    public event Action? Changed;

    public RequestDelegate Answer { get; set; } = context => Json(context, "{}");

    public bool ReadsBody { get; init; } = true;

    public ConcurrentQueue<HandlerRequest> Requests { get; } = new();

    public List<string> Restarts { get; } = [];

    public AppStatus Status { get; private set; } = new(AppState.Starting, null, 0);

    public static Task Json(HttpContext context, string body, int status = 200, string contentType = "application/json; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        address = new HandlerAddress(new Uri(url).Port, 1);
        Status = Status with { State = AppState.Running };
        Changed?.Invoke();
    }

    public Task<HandlerAddress> ReadyAsync(CancellationToken cancellationToken) => Task.FromResult(address!);

    public Task RecoverAsync(HandlerAddress called, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Restart(HandlerAddress called, string reason) => Restarts.Add(reason);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await app.StopAsync(atOnce.Token);
        await app.DisposeAsync();
    }
}

internal sealed class HandlerRequest(HttpContext context, string body)
{
    public string Method { get; } = context.Request.Method;

    public string Target { get; } = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    public Dictionary<string, string> Headers { get; } = context.Request.Headers.ToDictionary(
        h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    public string Body { get; } = body;
}
