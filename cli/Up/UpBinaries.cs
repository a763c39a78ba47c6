using Butler.Cli.CommandLine;
using Butler.Cli.Packages;
using Butler.Cli.Programs;

namespace Butler.Cli.Up;

/// <summary>The programs of this run: those beside <c>butler</c>, or those of packages, unpacked into the data directory.</summary>
internal sealed record UpBinaries(string Functions, string Relay)
{
    /// <exception cref="RefusedCommandException">A package cannot be used, or a program is missing.</exception>
    public static UpBinaries Of(UpOptions options, DataDirectory data) => new(
        options.Package is { } app ? AppPackage.Unpack(app, data.PathOf("package-functions")) : Binaries.Functions,
        options.RelayPackage is { } relay ? RelayPackage.Unpack(relay, data.PathOf("package-relay")) : Binaries.Relay);
}
