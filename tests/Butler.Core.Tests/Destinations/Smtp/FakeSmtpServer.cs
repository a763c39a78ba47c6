using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Butler.Core.Tests.Destinations.Smtp;

/// <summary>
/// A server that says what the test says, step by step: by the verb of a command, "greeting" first and "." after the mail.
/// </summary>
internal sealed class FakeSmtpServer : IDisposable
{
    /// <summary>In place of a reply: the connection is closed.</summary>
    public const string Close = "\0close";

    /// <summary>In place of a reply: there is none.</summary>
    public const string Silence = "\0silence";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> heard = new();

    /// <summary>The answers that are held back, of all connections.</summary>
    private int held;

    public FakeSmtpServer(params (string Verb, string Reply)[] replies)
    {
        foreach (var (verb, reply) in replies)
        {
            Replies[verb] = reply;
        }

        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Dictionary<string, string> Replies { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["greeting"] = "220 fake ready",
        ["EHLO"] = "250-fake\r\n250-SIZE 1000000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
        ["HELO"] = "250 fake",
        ["AUTH"] = "235 2.7.0 welcome",
        ["MAIL"] = "250 2.1.0 sender ok",
        ["RCPT"] = "250 2.1.5 recipient ok",
        ["DATA"] = "354 go on",
        ["."] = "250 2.0.0 taken",
        ["NOOP"] = "250 2.0.0 ok",
        ["QUIT"] = "221 bye",
    };

    /// <summary>How many bytes of a mail are read before the connection is closed; null: all.</summary>
    public int? CloseAfterBytes { get; init; }

    /// <summary>What is waited for before the reply to a step.</summary>
    public Func<string, Task> BeforeReply { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many connections wait for an answer that only time can bring.</summary>
    public int Held => Volatile.Read(ref held);

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The lines that came, those of the mail included.</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    public void Dispose() => listener.Stop();

    private async Task ServeAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => TalkAsync(socket));
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            if (!await SayAsync(stream, "greeting"))
            {
                return;
            }

            while (await reader.ReadLineAsync() is { } line)
            {
                heard.Enqueue(line);
                var verb = line.Split(' ')[0];
                if (!await SayAsync(stream, Replies.ContainsKey(line) ? line : verb)
                    || (verb == "DATA" && Replies["DATA"].StartsWith('3') && !await TakeMailAsync(reader, stream)))
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private async Task<bool> TakeMailAsync(StreamReader reader, NetworkStream stream)
    {
        var bytes = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            heard.Enqueue(line);
            bytes += line.Length + 2;
            if (bytes > CloseAfterBytes)
            {
                return false;
            }

            if (line == ".")
            {
                return await SayAsync(stream, ".");
            }
        }

        return false;
    }

    private async Task<bool> SayAsync(NetworkStream stream, string step)
    {
        var reply = Replies.GetValueOrDefault(step, "500 5.5.2 what?");
        if (reply == Close)
        {
            return false;
        }

        var before = BeforeReply(step);
        Interlocked.Increment(ref held);
        await before;
        if (reply != Silence)
        {
            Interlocked.Decrement(ref held);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"));
        }

        return true;
    }
}
