using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay send</c>: sends a test datagram, in Sense's own form, to this relay's own port.</summary>
internal static class SendTestCommand
{
    /// <summary>The task's name, which marks the alert as a test.</summary>
    public const string TaskName = "Test of the Butler relay";

    /// <returns>0 when it was sent, 1 when no relay listens, 2 on other errors.</returns>
    public static async Task<int> RunAsync(Func<string, string?> environment, TimeProvider time, TextWriter output, TextWriter errors)
    {
        try
        {
            var options = RelayConfiguration.Read(environment);
            var executionId = Send(options, time);
            await output.WriteLineAsync($"Sent a failed reload of \"{TaskName}\" to udp={options.Udp.Listen}, execution {executionId}");
            return 0;
        }
        catch (ConfigurationException problem)
        {
            await errors.WriteLineAsync(problem.Message);
            return 2;
        }
        catch (SocketException problem)
        {
            await errors.WriteLineAsync(problem.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset
                ? "No program listens there: start the relay first."
                : $"It cannot be sent: {problem.Message}");
            return 1;
        }
    }

    /// <summary>Sends the datagram.</summary>
    /// <returns>The id of the execution in the datagram.</returns>
    /// <exception cref="SocketException">No program listens there, or the address is unreachable.</exception>
    public static Guid Send(RelayOptions options, TimeProvider time)
    {
        var executionId = Guid.NewGuid();
        var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), options.Udp.TimeZone ?? time.LocalTimeZone);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"/scheduler-task-failed/;{Environment.MachineName};{TaskName};(null);INTERNAL\\sa_scheduler;{Guid.Empty};(null);"
            + $"{local:yyyy-MM-dd HH:mm:ss,fff};WARN;{executionId};Max retries reached");
        using var client = new UdpClient();
        client.Connect(new IPEndPoint(options.Udp.Listen.Address ?? IPAddress.Loopback, options.Udp.Listen.Port));
        client.Send(Encoding.UTF8.GetBytes(text));

        // The system reports an unreachable port only at the next call: an empty datagram is counted and has no other effect.
        client.Send([]);
        return executionId;
    }
}
