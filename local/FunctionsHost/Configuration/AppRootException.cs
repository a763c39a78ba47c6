namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>The app root has faults; all of them are listed with file and key.</summary>
internal sealed class AppRootException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
