using System.Net;
using System.Net.Sockets;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Udp;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Journal;

/// <summary>A service manager kills what does not stop in time.</summary>
public sealed class BoundedStopTests
{
    [Fact]
    public async Task A_flood_of_datagrams_does_not_keep_the_listener_from_stopping()
    {
        var counts = new RelayCounts();
        using var listener = new UdpListener(
            new ListenAddress(IPAddress.Loopback, 0), new HandOver(), counts, TimeProvider.System, NullLogger<UdpListener>.Instance);
        listener.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var to = new IPEndPoint(IPAddress.Loopback, listener.Address.Port);
        var flood = Task.Run(
            () =>
            {
                using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                while (!end.IsCancellationRequested)
                {
                    client.SendTo("flood"u8, to);
                }
            },
            end.Token);
        await Eventually.TrueAsync(() => counts.Received > 1000, "the flood has begun");

        await Task.Run(listener.Stop, end.Token).WaitAsync(TimeSpan.FromSeconds(20), end.Token);

        await end.CancelAsync();
        // On some systems the closed port is reported to the sender.
        await flood.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_slow_disk_gets_as_much_as_the_time_allows_and_the_rest_is_counted_as_lost()
    {
        var time = new FakeTime();
        var disk = new SlowDisk(new CrashDisk(), () => time.Advance(TimeSpan.FromSeconds(5)));
        using var run = new JournalRun(disk, new JournalLimits(1_000_000, 100_000));
        run.Append("the first, which begins the segment");
        var handOver = new HandOver();
        using var writer = new JournalWriter(run.Journal, handOver, new RelayCounts(), time, NullLogger<JournalWriter>.Instance);
        var records = Enumerable.Range(0, 5).Select(i => handOver.AddAsync(JournalRun.Records($"{i}"))).ToArray();
        handOver.End();

        writer.Stop(); // its time runs from here, on the clock that the disk moves
        writer.Start();
        writer.Stop();

        (await Task.WhenAll(records)).ShouldBe([true, true, false, false, false]);
        run.ReadAll().Count.ShouldBe(3);
    }

    private sealed class SlowDisk(IJournalDisk disk, Action written) : IJournalDisk
    {
        public IReadOnlyList<string> List() => disk.List();

        public IJournalFile Create(string name) => new SlowFile(disk.Create(name), written);

        public IJournalFile Open(string name) => new SlowFile(disk.Open(name), written);

        public void Delete(string name) => disk.Delete(name);

        public void Sync() => disk.Sync();
    }

    private sealed class SlowFile(IJournalFile file, Action written) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            file.Write(offset, bytes);
            written();
        }

        public void Truncate(long length) => file.Truncate(length);

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
