using Butler.Core.Azure.ServiceBus;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Hosting;

/// <summary>The relay as the program puts it together, with another clock and other queues.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private readonly IHost host;

    private RunningRelay(IHost host)
    {
        this.host = host;
        Ended = RunCommand.RunAsync(host);
    }

    /// <summary>The exit code.</summary>
    public Task<int> Ended { get; }

    public RelayCounts Counts => host.Services.GetRequiredService<RelayCounts>();

    public ListenAddress Address => host.Services.GetRequiredService<UdpListener>().Address;

    public static RunningRelay Start(
        RelayOptions options, IServiceBus bus, TimeProvider time, Func<string, string?>? environment = null)
    {
        var builder = RelayBuilder.Create(options, environment ?? (_ => null));
        builder.Services
            .AddSingleton(bus)
            .AddSingleton(time)
            .AddSingleton(_ => new Random(1))
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton<IHostLifetime, NoSignals>();
        var host = builder.Build();
        RunCommand.Listen(host);
        return new RunningRelay(host);
    }

    /// <summary>Tells it to stop.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        return Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    /// <summary>The test's process keeps its own signals.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
