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
    /// <summary>The name of the task in it, so that nobody takes the alert for a real one.</summary>
    public const string TaskName = "Test of the Butler relay";

    /// <returns>0 when it was sent, 1 when nobody listens, 2 when it could not be.</returns>
    public static async Task<int> RunAsync(Func<string, string?> environment, TimeProvider time, TextWriter output, TextWriter errors)
    {
        try
        {
            var options = RelayConfiguration.Read(environment, time);
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
                ? "Nobody listens there: start the relay first."
                : $"It cannot be sent: {problem.Message}");
            return 1;
        }
    }

    /// <summary>Sends it.</summary>
    /// <returns>The id of the execution it tells of.</returns>
    /// <exception cref="SocketException">Nobody listens there, or it cannot be reached.</exception>
    public static Guid Send(RelayOptions options, TimeProvider time)
    {
        var executionId = Guid.NewGuid();
        var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), options.Udp.TimeZone ?? time.LocalTimeZone);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"/scheduler-task-failed/;{Environment.MachineName};{TaskName};(null);INTERNAL\\sa_scheduler;{Guid.Empty};(null);{local:yyyy-MM-dd HH:mm:ss,fff};WARN;{executionId};Max retries reached");
        using var client = new UdpClient();
        client.Connect(new IPEndPoint(options.Udp.Listen.Address ?? IPAddress.Loopback, options.Udp.Listen.Port));
        client.Send(Encoding.UTF8.GetBytes(text));

        // The system tells at the next call that nobody took the first: an empty datagram is counted as such and comes to nothing.
        client.Send([]);
        return executionId;
    }
}
