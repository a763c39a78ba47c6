using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Setup.Checking;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay check</c>: checks the relay's requirements one by one, and says how to fix problems.</summary>
internal static class CheckMachineCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs the checks, and with <paramref name="send"/> sends a test event through the running relay.</summary>
    /// <returns>0 when nothing failed, else 1.</returns>
    public static async Task<int> RunAsync(
        Func<string, string?> environment, bool send, TimeProvider time, TextWriter output, IQrsProbe? qrs = null)
    {
        var failed = false;
        async Task ReportAsync(CheckResult result)
        {
            failed |= result.Level == CheckLevel.Fail;
            await output.WriteLineAsync(result.ToString());
        }

        RelayOptions options;
        IReadOnlyList<ConfigurationFault> warnings;
        try
        {
            options = RelayConfiguration.Read(environment, out warnings);
        }
        catch (ConfigurationException problem)
        {
            await ReportAsync(CheckResult.Fail("configuration", problem.Message));
            return 1;
        }

        await ReportAsync(CheckResult.Ok("configuration", $"relay {options.Relay.Name} of site {options.Relay.Site}"));
        foreach (var warning in warnings)
        {
            await ReportAsync(CheckResult.Warn("configuration", warning.ToString()));
        }

        var builder = RelayBuilder.Create(options, environment);
        builder.Services.AddChecks(options, time);
        var host = builder.Build();
        await using var disposing = (IAsyncDisposable)host;
        var machine = host.Services.GetRequiredService<MachineChecks>();
        foreach (var result in machine.Run())
        {
            await ReportAsync(result);
        }

        foreach (var result in await host.Services.GetRequiredService<ServiceBusChecks>().RunAsync(CancellationToken.None))
        {
            await ReportAsync(result);
        }

        foreach (var result in await (qrs ?? host.Services.GetRequiredService<IQrsProbe>()).ProbeAsync(CancellationToken.None))
        {
            await ReportAsync(result);
        }

        if (host.Services.GetService<EngineProbe>() is { } engine)
        {
            foreach (var result in await engine.ProbeAsync(CancellationToken.None))
            {
                await ReportAsync(result);
            }
        }

        if (host.Services.GetService<ServicesProbe>() is { } services)
        {
            foreach (var result in await services.ProbeAsync(CancellationToken.None))
            {
                await ReportAsync(result);
            }
        }

        if (send)
        {
            await ReportAsync(machine.IsRunning()
                ? await SendAsync(options, time)
                : CheckResult.Fail("test event", "no relay is running to forward it: start it first"));
        }

        return failed ? 1 : 0;
    }

    /// <summary>Sends the test event; the relay's counter shows when it was forwarded.</summary>
    private static async Task<CheckResult> SendAsync(RelayOptions options, TimeProvider time)
    {
        try
        {
            var before = await ForwardedAsync(options);
            var id = SendTestCommand.Send(options, time);
            var since = time.GetTimestamp();
            while (time.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), time);
                if (await ForwardedAsync(options) > before)
                {
                    return CheckResult.Ok("test event", $"was sent to Service Bus: execution {id}, task \"{SendTestCommand.TaskName}\"");
                }
            }

            return CheckResult.Fail(
                "test event",
                string.Create(CultureInfo.InvariantCulture, $"was not forwarded within {Patience.TotalSeconds:0} s: see the relay's log"));
        }
        catch (Exception problem) when (problem is SocketException or IOException or JsonException)
        {
            return CheckResult.Fail("test event", problem.Message);
        }
    }

    private static async Task<long> ForwardedAsync(RelayOptions options) => JsonSerializer.Deserialize(
        await File.ReadAllBytesAsync(StatusFile.PathIn(options.Journal.Directory)), RelayJson.Default.Heartbeat)!.Counters.Forwarded;
}
