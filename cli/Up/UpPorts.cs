using Butler.Cli.CommandLine;
using Butler.Local.Processes;

namespace Butler.Cli.Up;

/// <summary>The ports of this run, checked before the start.</summary>
internal sealed record UpPorts(int Http, int Udp, int ServiceBus, int Tables, int Blobs)
{
    /// <exception cref="RefusedCommandException">A port is in use.</exception>
    public static UpPorts Choose(UpOptions options) => new(
        Tcp("--http", options.HttpPort),
        options.UdpPort == 0 ? FreePort.Udp()
            : FreePort.IsFreeUdp(options.UdpPort) ? options.UdpPort
            : throw Taken("--udp", "UDP", options.UdpPort),
        Tcp("--servicebus", options.ServiceBusPort),
        FreePort.Tcp(),
        FreePort.Tcp());

    private static int Tcp(string option, int port) =>
        port == 0 ? FreePort.Tcp() : FreePort.IsFreeTcp(port) ? port : throw Taken(option, "TCP", port);

    private static RefusedCommandException Taken(string option, string kind, int port) =>
        new($"{kind} port {port} on 127.0.0.1 is taken; give another one with {option}, or 0 for any free one");
}
