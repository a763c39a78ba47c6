namespace Butler.TestWorker;

/// <summary>Files by which a test and this process tell each other how far they are, in the directory that TEST_DIRECTORY names.</summary>
internal static class Signals
{
    public static void Set(string name) => File.WriteAllText(PathOf(name), "");

    public static async Task WaitAsync(string name, CancellationToken cancellationToken)
    {
        while (!File.Exists(PathOf(name)))
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    private static string PathOf(string name) => Path.Combine(Environment.GetEnvironmentVariable("TEST_DIRECTORY")!, name);
}
