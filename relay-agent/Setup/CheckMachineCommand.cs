using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Setup.Checking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay check</c>: all that the relay needs, tried one after the other, and what to mend.</summary>
internal static class CheckMachineCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Checks, and with <paramref name="send"/> sends a test event all the way through the running relay.</summary>
    /// <returns>0 when nothing failed, else 1.</returns>
    public static async Task<int> RunAsync(Func<string, string?> environment, bool send, TimeProvider time, TextWriter output, IQrsProbe? qrs = null)
    {
        var failed = false;
        async Task TellAsync(CheckResult result)
        {
            failed |= result.Level == CheckLevel.Fail;
            await output.WriteLineAsync(result.ToString());
        }

        RelayOptions options;
        IReadOnlyList<ConfigurationFault> warnings;
        try
        {
            options = RelayConfiguration.Read(environment, time, out warnings);
        }
        catch (ConfigurationException problem)
        {
            await TellAsync(CheckResult.Fail("configuration", problem.Message));
            return 1;
        }

        await TellAsync(CheckResult.Ok("configuration", $"relay {options.Relay.Name} of site {options.Relay.Site}"));
        foreach (var warning in warnings)
        {
            await TellAsync(CheckResult.Warn("configuration", warning.ToString()));
        }

        var machine = new MachineChecks(options, time);
        foreach (var result in machine.Run())
        {
            await TellAsync(result);
        }

        var serviceBus = new ServiceBusRestClient(options.ServiceBus.Connection, retries: 0, proxy: options.Proxy?.Create());
        foreach (var result in await new ServiceBusChecks(options, serviceBus, time).RunAsync(CancellationToken.None))
        {
            await TellAsync(result);
        }

        qrs ??= options.Qrs is { } section ? new QrsProbe(section, time, new Random(), NullLogger<QrsConnection>.Instance) : new NoQrs();
        foreach (var result in await qrs.ProbeAsync(CancellationToken.None))
        {
            await TellAsync(result);
        }

        if (options.Engine is { } engine)
        {
            foreach (var result in await new EngineProbe(engine, options.Qrs, time).ProbeAsync(CancellationToken.None))
            {
                await TellAsync(result);
            }
        }

        if (send)
        {
            await TellAsync(machine.IsRunning()
                ? await SendAsync(options, time)
                : CheckResult.Fail("test event", "no relay runs that could forward it: start it first"));
        }

        return failed ? 1 : 0;
    }

    /// <summary>The relay has forwarded it when its own counter says so.</summary>
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
                    return CheckResult.Ok("test event", $"is with Service Bus: execution {id}, task \"{SendTestCommand.TaskName}\"");
                }
            }

            return CheckResult.Fail("test event", string.Create(CultureInfo.InvariantCulture, $"was not forwarded within {Patience.TotalSeconds:0} s: see the relay's log"));
        }
        catch (Exception problem) when (problem is SocketException or IOException or JsonException)
        {
            return CheckResult.Fail("test event", problem.Message);
        }
    }

    private static async Task<long> ForwardedAsync(RelayOptions options) => JsonSerializer.Deserialize(
        await File.ReadAllBytesAsync(StatusFile.PathIn(options.Journal.Directory)), RelayJson.Default.Heartbeat)!.Counters.Forwarded;
}
