namespace Butler.Cli.Migrate.Model;

/// <summary>A setting of the environment that holds a secret of Butler's file. It never has the value itself.</summary>
/// <param name="Name">The name, as in <c>${NAME}</c>.</param>
/// <param name="What">What it holds.</param>
/// <param name="For">Who reads it: the function app, the relay, or both.</param>
/// <param name="From">Where the value stands: keys of Butler's file, or another source.</param>
/// <param name="Sample">A value of the same form, for the check of the written files.</param>
internal sealed record MissingSetting(string Name, string What, string For, string From, string Sample)
{
    public const string App = "function app";
    public const string Relay = "relay";
}
