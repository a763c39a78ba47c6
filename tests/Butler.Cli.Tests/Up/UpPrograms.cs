using System.Diagnostics;

namespace Butler.Cli.Tests.Up;

/// <summary>Runs <c>butler</c> as a user does.</summary>
internal static class UpPrograms
{
    /// <summary>Runs it to its end; what it wrote to standard error, with its exit code before.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "butler.exe" : "butler");
        using var butler = Process
            .Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            var error = await butler.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await butler.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(
                TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return $"{butler.ExitCode}: {error.Trim()}";
        }
        finally
        {
            butler.Kill();
        }
    }
}
