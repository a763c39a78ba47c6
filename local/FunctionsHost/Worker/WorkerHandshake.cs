using System.Net;
using System.Net.Sockets;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Local.Processes;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>The messages between host and worker before the first invocation.</summary>
internal sealed class WorkerHandshake(string appDirectory, AppSettings settings, TimeProvider time)
{
    private const string HttpCapability = "HttpUri";
    private static readonly TimeSpan InitTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks for the functions and loads those that are not disabled.</summary>
    /// <exception cref="ChildStartException">The worker refused, or took too long.</exception>
    /// <exception cref="WorkerEndedException">The worker ended.</exception>
    public async Task RunAsync(WorkerConnection connection, CancellationToken cancellationToken)
    {
        await InitAsync(connection, cancellationToken);
        var found = await MetadataAsync(connection, cancellationToken);
        var enabled = found.Where(function => !settings.IsDisabled(function.Name)).ToList();

        // The worker connects before its web server listens.
        var loading = enabled.Select(function => LoadAsync(connection, function, cancellationToken));
        await Task.WhenAll([WaitForHttpAsync(connection, cancellationToken), .. loading]);
        connection.Functions = enabled.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
    }

    private async Task InitAsync(WorkerConnection connection, CancellationToken cancellationToken)
    {
        var init = new WorkerInitRequest
        {
            HostVersion = RealHost.Version,
            FunctionAppDirectory = appDirectory,
            WorkerDirectory = appDirectory,
        };
        var request = new StreamingMessage { WorkerInitRequest = init };
        var reply = await AskAsync(connection, request, InitTimeout, "did not answer the host's first request", cancellationToken);
        Require(reply.WorkerInitResponse?.Result, "the worker could not be initialized");

        // Without a web server of its own the worker gets requests as messages, in which bodies of unknown length are missing.
        if (!reply.WorkerInitResponse!.Capabilities.TryGetValue(HttpCapability, out var address))
        {
            throw new ChildStartException("the worker has no web server of its own: call ConfigureFunctionsWebApplication in the app");
        }

        connection.HttpAddress = new UriBuilder(address) { Host = IPAddress.Loopback.ToString() }.Uri;
    }

    private async Task<IReadOnlyList<RpcFunctionMetadata>> MetadataAsync(
        WorkerConnection connection, CancellationToken cancellationToken)
    {
        var request = new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appDirectory },
        };
        var reply = await AskAsync(connection, request, LoadTimeout, "did not list its functions", cancellationToken);
        Require(reply.FunctionMetadataResponse?.Result, "the worker could not list its functions");
        return reply.FunctionMetadataResponse!.FunctionMetadataResults;
    }

    private async Task LoadAsync(WorkerConnection connection, RpcFunctionMetadata function, CancellationToken cancellationToken)
    {
        var load = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
        var request = new StreamingMessage { FunctionLoadRequest = load };
        var reply = await AskAsync(connection, request, LoadTimeout, $"did not load the function {function.Name}", cancellationToken);
        Require(reply.FunctionLoadResponse?.Result, $"the function {function.Name} could not be loaded");
    }

    private async Task<StreamingMessage> AskAsync(
        WorkerConnection connection, StreamingMessage request, TimeSpan limit, string silence, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.AskAsync(request, cancellationToken).WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new ChildStartException($"the worker {silence} within {limit.TotalSeconds:0} s", e);
        }
    }

    private static void Require(StatusResult? result, string failure)
    {
        if (result is not { Status: StatusResult.Types.Status.Success })
        {
            throw new ChildStartException($"{failure}: {result?.Exception?.Message ?? "no reason given"}");
        }
    }

    private async Task WaitForHttpAsync(WorkerConnection connection, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await AcceptsAsync(connection.HttpAddress!, cancellationToken))
        {
            if (connection.Ended.IsCompleted)
            {
                throw new WorkerEndedException();
            }

            if (time.GetElapsedTime(started) > InitTimeout)
            {
                throw new ChildStartException($"the worker's web server did not answer within {InitTimeout.TotalSeconds:0} s");
            }

            await Task.Delay(ProbeInterval, time, cancellationToken);
        }
    }

    private static async Task<bool> AcceptsAsync(Uri address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
