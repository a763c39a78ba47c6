using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Butler.Cli.RunningApp;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>
/// <c>butler send TYPE</c>: sends Sense's log events to a relay or another listener, and other events to the function app.
/// </summary>
internal static class SendCommand
{
    private const int NotDelivered = 1;
    private const int UserFault = 2;

    /// <summary>Creates the command.</summary>
    public static Command Create() => Create(TimeProvider.System, Environment.GetEnvironmentVariable);

    /// <summary>Like <see cref="Create()"/>, with the given clock and environment.</summary>
    public static Command Create(TimeProvider time, Func<string, string?> environment)
    {
        // All values are read here, not by the parser, so that a fault is one line with the expected value, not a page of help.
        var type = new Argument<string?>("TYPE")
        {
            Description = "What to send: sense.{reload, externalprogram, usersync, distribute, preload, task}.{failed, aborted, "
                + "succeeded}, sense.unparsed; cloud.reload.{failed, canceled, succeeded}; or an event of a monitor: "
                + string.Join(", ", MonitorCall.Types),
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "TYPE",
        };
        type.CompletionSources.Add([.. SenseEvents.Types, .. MonitorCall.Types, .. CloudCall.Types]);
        var options = new SendOptions();
        var command = new Command("send", "Sends log events to a relay exactly as Qlik Sense does; the simulated site of `butler up` "
            + "really runs the task. Events of monitors are raised by the function app") { type };
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(type) switch
        {
            var word when CloudCall.IsCloud(word) => CallAsync(parsed, type, options, environment, time, cancellationToken),
            var word when MonitorCall.IsMonitors(word) => RaiseAsync(parsed, type, options, environment, cancellationToken),
            _ => RunAsync(parsed, type, options, time, cancellationToken),
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Argument<string?> type, SendOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        DatagramRequest request;
        try
        {
            request = options.Read(parsed, type);
        }
        catch (FormatException fault)
        {
            return await FailAsync(error, fault.Message);
        }

        try
        {
            if (await SimulatedRun.TryAsync(request, error, cancellationToken) is { } run)
            {
                await output.WriteLineAsync(run);
                return 0;
            }

            var refused = await new DatagramSender(time, output).SendAsync(request, cancellationToken);
            return refused == 0 ? 0 : await FailAsync(error, Refused(refused, request), NotDelivered);
        }
        catch (SocketException fault)
        {
            return await FailAsync(error, Explain(fault, request.To));
        }
    }

    private static async Task<int> CallAsync(
        ParseResult parsed, Argument<string?> type, SendOptions options, Func<string, string?> environment, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            var call = options.ReadCloud(parsed, type, environment);
            return await call.SendAsync(time, output, error, cancellationToken) is { } refused
                ? await FailAsync(error, refused, NotDelivered)
                : 0;
        }
        catch (FormatException fault)
        {
            return await FailAsync(error, fault.Message);
        }
    }

    private static async Task<int> RaiseAsync(
        ParseResult parsed, Argument<string?> type, SendOptions options, Func<string, string?> environment,
        CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            var (call, app) = options.ReadMonitor(parsed, type, environment);
            using (app)
            {
                await call.SendAsync(app, output, cancellationToken);
                return 0;
            }
        }
        catch (FormatException fault)
        {
            return await FailAsync(error, fault.Message);
        }
        catch (ApiException fault)
        {
            return await FailAsync(error, fault.Message.TrimEnd('.'), fault.Status is 0 or 400 ? UserFault : NotDelivered);
        }
    }

    private static string Explain(SocketException fault, UdpDestination to) => fault.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"there is no host '{to.Host}'",
        SocketError.MessageSize => string.Create(
            CultureInfo.InvariantCulture, $"the datagram is larger than the {SenseDatagram.MaxBytes} bytes that UDP allows"),
        _ => $"cannot send to {to}: {fault.Message}",
    };

    private static string Refused(int refused, DatagramRequest request) => request.Count == 1
        ? $"no program listens on {request.To}"
        : string.Create(
            CultureInfo.InvariantCulture, $"no program listened on {request.To} for at least {refused:N0} of {request.Count:N0} datagrams");

    private static async Task<int> FailAsync(TextWriter error, string reason, int exitCode = UserFault)
    {
        await error.WriteLineAsync($"butler send: {reason}");
        return exitCode;
    }
}
