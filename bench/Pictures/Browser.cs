using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.Benchmarks.Pictures;

/// <summary>Takes pictures of pages with a headless Chromium, <c>CHROMIUM</c> or <c>chromium</c> on the path.</summary>
internal sealed partial class Browser
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly string program = Environment.GetEnvironmentVariable("CHROMIUM") ?? "chromium";

    /// <summary>Draws a page as high as it is.</summary>
    public async Task ShootAsync(string html, int width, bool dark, string file)
    {
        var folder = Directory.CreateTempSubdirectory("butler-picture-").FullName;
        try
        {
            // A frame of the wanted width: a window cannot be as narrow as a phone.
            var page = Path.Combine(folder, "page.html");
            await File.WriteAllTextAsync(page, html);
            var frame = Path.Combine(folder, "frame.html");
            await File.WriteAllTextAsync(frame, Frame(width, 100));
            var dom = await RunAsync(
                folder, dark, 800, 1000, "--allow-file-access-from-files", "--dump-dom", new Uri(frame).AbsoluteUri);
            var height = int.Parse(Height().Match(dom).Groups[1].Value, CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(frame, Frame(width, height));
            await RunAsync(
                folder, dark, width, height, "--allow-file-access-from-files", "--screenshot=" + file, new Uri(frame).AbsoluteUri);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Frame(int width, int height) => string.Create(CultureInfo.InvariantCulture, $$"""
        <!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"></head><body style="margin:0;overflow:hidden">
        <iframe id="f" src="page.html" style="border:0;display:block;width:{{width}}px;height:{{height}}px"></iframe>
        <script>f.onload = () => document.documentElement.setAttribute('data-height', f.contentDocument.documentElement.scrollHeight)</script>
        </body></html>
        """);

    private async Task<string> RunAsync(string folder, bool dark, int width, int height, params string[] more)
    {
        string[] options =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
            "--hide-scrollbars", "--force-device-scale-factor=1", "--user-data-dir=" + Path.Combine(folder, "profile"),
            "--blink-settings=preferredColorScheme=" + (dark ? "0" : "1"),
            string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}"),
        ];
        using var chromium = Process
            .Start(new ProcessStartInfo(program, [.. options, .. more]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var output = chromium.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = chromium.StandardError.ReadToEndAsync(limit.Token);
            await chromium.WaitForExitAsync(limit.Token);
            return chromium.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{program} ended with {chromium.ExitCode}: {await errors}");
        }
        catch (OperationCanceledException)
        {
            chromium.Kill(entireProcessTree: true);
            throw;
        }
    }

    [GeneratedRegex("data-height=\"(\\d+)\"")]
    private static partial Regex Height();
}
