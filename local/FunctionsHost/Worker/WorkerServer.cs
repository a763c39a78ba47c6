using System.Collections.Concurrent;
using System.Net;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Local.WebServer;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>The gRPC server that workers connect to, on 127.0.0.1. Only workers that this host has started are accepted.</summary>
internal sealed class WorkerServer : FunctionRpc.FunctionRpcBase, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<WorkerConnection>> expected = new();
    private readonly ILoggerFactory loggers;
    private WebApplication? app;

    private WorkerServer(ILoggerFactory loggers) => this.loggers = loggers;

    public Uri Address { get; private set; } = null!;

    public static async Task<WorkerServer> StartAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var server = new WorkerServer(loggers);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(server);
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = int.MaxValue);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });

        server.app = builder.Build();
        server.app.MapGrpcService<WorkerServer>();
        await server.app.StartAsync(cancellationToken);
        var addresses = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Address = new Uri(addresses.Single());
        return server;
    }

    /// <summary>Accepts a worker once.</summary>
    public Task<WorkerConnection> ExpectAsync(string workerId) =>
        expected.GetOrAdd(workerId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>No longer accepts a worker that has not connected.</summary>
    public void Forget(string workerId) => expected.TryRemove(workerId, out _);

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.StartStream?.WorkerId is not { } workerId
            || !expected.TryRemove(workerId, out var waiting))
        {
            const string Refusal = "The first message must be StartStream with the id of a worker that this host has started.";
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, Refusal));
        }

        var connection = new WorkerConnection(requestStream, responseStream, loggers);
        waiting.SetResult(connection);
        await connection.RunAsync(context.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
