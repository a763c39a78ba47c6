namespace Butler.Cli.Tests.Hosting;

/// <summary>Waits for what another process or task brings about.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20), what);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
