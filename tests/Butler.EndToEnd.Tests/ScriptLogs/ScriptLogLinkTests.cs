using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Butler.Core.Commands;
using Butler.EndToEnd.Tests.Support;
using Butler.Functions.ScriptLogs;

namespace Butler.EndToEnd.Tests.ScriptLogs;

/// <summary>A link to a script log through the Functions host and the genuine worker, without a function key.</summary>
public sealed class ScriptLogLinkTests
{
    [Fact]
    public async Task A_link_shows_a_large_script_log_and_a_changed_one_does_not()
    {
        await using var butler = await ButlerUp.StartAsync(
            "channels: { a: { type: console } }\nroutes: []\nscriptLogs: {}", data: null, "--require-keys", "--no-simulator");
        var name = new ScriptLogName("acme", new DateOnly(2031, 3, 14), "65f0/c1 a2");
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(line => $"20310314T041207 {line:000000} Försäljning\r\n"));
        await WriteAsync(butler, ScriptLogName.Blob(name.Path), text);
        var link = Links(butler).Of(name, DateTimeOffset.UtcNow.AddDays(1)).ShouldNotBeNull();

        using var http = new HttpClient();
        using var good = await http.GetAsync(link);
        (good.StatusCode, good.Content.Headers.ContentType!.ToString(), await good.Content.ReadAsStringAsync()).ShouldBe(
            (HttpStatusCode.OK, "text/plain; charset=utf-8", text));
        (good.Headers.CacheControl!.ToString(), good.Headers.GetValues("X-Content-Type-Options").Single(),
            good.Headers.GetValues("Referrer-Policy").Single(), good.Content.Headers.ContentDisposition!.ToString()).ShouldBe(
            ("no-store", "nosniff", "no-referrer", "inline; filename=\"acme_2031-03-14_65f0~2Fc1~20a2.log\""));
        using var changed = await http.GetAsync(new Uri(link.AbsoluteUri.Replace("~2Fc1", "~2Fc2", StringComparison.Ordinal)));
        changed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var late = await http.GetAsync(Links(butler).Of(name, DateTimeOffset.UtcNow.AddSeconds(-1)));
        late.StatusCode.ShouldBe(HttpStatusCode.Gone);
        var signature = link.Query[^64..];
        butler.Lines.ShouldAllBe(line => !line.Contains(signature, StringComparison.Ordinal));
    }

    /// <summary>The links that the function app makes: it has the same key.</summary>
    private static ScriptLogLinks Links(ButlerUp butler)
    {
        MasterKey.TryRead(File.ReadAllText(Path.Combine(butler.Data, "master.key")), out var master).ShouldBeNull();
        return new ScriptLogLinks(master, null, butler.Http);
    }

    private static async Task WriteAsync(ButlerUp butler, string name, string text)
    {
        var command = File.ReadAllText($"/proc/{butler.PidOf("blobs")}/cmdline").Split('\0');
        var port = int.Parse(command[Array.IndexOf(command, "--blobPort") + 1], CultureInfo.InvariantCulture);
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text));
        }

        await new ScriptLogBlobs(new ScriptLogContainer(new(AzuriteBlobsOfClass.Connect(port)), TimeProvider.System))
            .WriteAsync(name, compressed, CancellationToken.None);
    }
}
