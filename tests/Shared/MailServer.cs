using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Tests;

/// <summary>A real SMTP server on a port of its own (<c>tests/mail-server</c>), which reads mails as a mail program does.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<JsonElement> mails = new();

    private MailServer(Process process) => this.process = process;

    public int Port { get; private set; }

    public IReadOnlyList<JsonElement> Mails => [.. mails];

    private static string Folder { get; } = Repository.PathOf("tests/mail-server");

    /// <summary>Starts it; the test is skipped where its parts were not fetched.</summary>
    /// <param name="options">See <c>server.js</c>.</param>
    public static async Task<MailServer> StartAsync(JsonObject? options = null)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", "smtp-server")),
            "the mail server is not fetched (npm ci --prefix tests/mail-server)");
        var start = new ProcessStartInfo("node", ["server.js", (options ?? []).ToJsonString()])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new MailServer(Process.Start(start)!);
        server.process.OutputDataReceived += (_, line) => server.Take(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        await Eventually.TrueAsync(() => server.Port > 0, "the mail server listens");
        return server;
    }

    public async Task<JsonElement> OneAsync()
    {
        await Eventually.TrueAsync(() => !mails.IsEmpty, "a mail arrives");
        return mails.ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        var said = JsonDocument.Parse(line).RootElement;
        if (said.TryGetProperty("port", out var port))
        {
            Port = port.GetInt32();
        }
        else
        {
            mails.Enqueue(said);
        }
    }
}
