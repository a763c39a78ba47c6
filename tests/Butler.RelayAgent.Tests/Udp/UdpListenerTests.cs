using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Tests.Journal;
using Butler.RelayAgent.Udp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Udp;

public sealed class UdpListenerTests : IDisposable
{
    private readonly RelayCounts counts = new();
    private readonly JournalRun run = new(new CrashDisk(), new JournalLimits(64_000_000, 16_000_000));

    [Fact]
    public void A_burst_is_taken_whole_and_in_order()
    {
        using var relay = Listen(new ListenAddress(IPAddress.Loopback, 0));
        using var sender = new UdpClient("127.0.0.1", relay.Port);
        for (var i = 0; i < 5000; i++)
        {
            sender.Send(Encoding.UTF8.GetBytes($"datagram {i}"));
        }

        relay.Stop();

        (counts.Received, counts.Accepted, counts.Refused).ShouldBe((5000, 5000, 0));
        run.ReadAll().Select(record => record.Text).ShouldBe(Enumerable.Range(0, 5000).Select(i => $"datagram {i}"));
    }

    [Fact]
    public void The_largest_datagram_an_empty_one_and_noise_are_all_taken_as_they_are()
    {
        using var relay = Listen(new ListenAddress(IPAddress.Loopback, 0));
        using var sender = new UdpClient("127.0.0.1", relay.Port);
        var noise = new byte[500];
        new Random(3).NextBytes(noise);
        sender.Send(new byte[65_507]);
        sender.Send([]);
        sender.Send(noise);

        relay.Stop();

        run.ReadAll().Select(record => record.Text).ShouldBe([new string('\0', 65_507), Encoding.Latin1.GetString(noise)]);
        (counts.Received, counts.Empty, counts.Accepted).ShouldBe((3, 1, 2));
    }

    [Fact]
    public void On_a_wildcard_both_families_are_heard_and_the_sender_is_known()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using var relay = Listen(new ListenAddress(null, 0));
        using var four = new UdpClient("127.0.0.1", relay.Port);
        using var six = new UdpClient("::1", relay.Port);
        four.Send("four"u8);
        six.Send("six"u8);

        relay.Stop();

        using var reader = new JournalReader(run.Journal);
        var records = new List<JournalRecord>();
        reader.Read(records, 10);
        records.Select(record => record.Sender).ShouldBe(
            [(IPEndPoint)four.Client.LocalEndPoint!, (IPEndPoint)six.Client.LocalEndPoint!], ignoreOrder: true);
    }

    [Fact]
    public void When_memory_is_full_it_refuses_and_counts_and_goes_on()
    {
        var handOver = new HandOver(capacity: 512 * 1024);
        using var listener = new UdpListener(
            new ListenAddress(IPAddress.Loopback, 0), handOver, counts, TimeProvider.System, NullLogger<UdpListener>.Instance);
        listener.Start();
        using var sender = new UdpClient("127.0.0.1", listener.Address.Port);
        for (var i = 0; i < 30; i++)
        {
            sender.Send(new byte[60_000]); // and nobody takes them
        }

        listener.Stop();

        counts.Received.ShouldBe(30);
        counts.Refused.ShouldBeGreaterThan(20);
        using var writer = new JournalWriter(run.Journal, handOver, counts, TimeProvider.System, NullLogger<JournalWriter>.Instance);
        writer.Start();
        writer.Stop();
        (counts.Accepted + counts.Refused).ShouldBe(30);
    }

    [Fact]
    public void A_taken_port_is_refused()
    {
        using var first = Listen(new ListenAddress(IPAddress.Loopback, 0));

        Should.Throw<SocketException>(() => UdpSocket.Bind(new ListenAddress(IPAddress.Loopback, first.Port))).SocketErrorCode
            .ShouldBe(SocketError.AddressAlreadyInUse);
    }

    [Fact]
    public void The_kernels_drops_are_read_for_a_real_socket()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells drops for one socket");
        using var four = UdpSocket.Bind(new ListenAddress(IPAddress.Loopback, 0));
        four.ReceiveBufferSize = 0; // the smallest there is
        using var sender = new UdpClient("127.0.0.1", ((IPEndPoint)four.LocalEndPoint!).Port);
        var drops = new KernelDrops(four);

        drops.Read().ShouldBe(0);
        for (var i = 0; i < 100; i++)
        {
            sender.Send(new byte[1000]);
        }

        drops.Read().ShouldNotBeNull().ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Drops_stand_in_the_last_column_of_the_line_with_the_sockets_inode() =>
        KernelDrops.Find(
            [
                "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops",
                " 1046: 0100007F:270E 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 7777 2 0000000000000000 12",
                " 1047: 0100007F:270F 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 7778 2 0000000000000000 34",
            ],
            "7778").ShouldBe(34);

    public void Dispose() => run.Dispose();

    private Relay Listen(ListenAddress address) => new(address, counts, run.Journal);

    /// <summary>Listener and writer together.</summary>
    private sealed class Relay : IDisposable
    {
        private readonly UdpListener listener;
        private readonly JournalWriter writer;

        public Relay(ListenAddress address, RelayCounts counts, DatagramJournal journal)
        {
            var handOver = new HandOver();
            listener = new UdpListener(address, handOver, counts, TimeProvider.System, NullLogger<UdpListener>.Instance);
            writer = new JournalWriter(journal, handOver, counts, TimeProvider.System, NullLogger<JournalWriter>.Instance);
            Port = listener.Address.Port;
            listener.Start();
            writer.Start();
        }

        public int Port { get; }

        /// <summary>Takes all that was sent, and ends.</summary>
        public void Stop()
        {
            listener.Stop();
            writer.Stop();
        }

        public void Dispose()
        {
            listener.Dispose();
            writer.Dispose();
        }
    }
}
