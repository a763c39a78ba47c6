namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The function app cannot be run; every fault found is listed, each with its file and key.</summary>
internal sealed class AppRootException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
