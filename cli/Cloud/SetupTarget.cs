using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.RunningApp;
using Butler.Core.QlikCloud;
using Butler.Functions.Hosting;

namespace Butler.Cli.Cloud;

/// <summary>
/// The tenant and the app that a command is about: those of <c>--config</c> and <c>--url</c>, or else those of <c>butler up</c>.
/// </summary>
internal sealed class SetupTarget(Func<string, string?> environment)
{
    private const string ConfigVariable = "BUTLER_CONFIG";

    private readonly Option<string?> tenant = new("--tenant")
    {
        Description = "The tenant's name in qlikCloud.tenants; not needed if there is one only.",
        HelpName = "name",
    };

    private readonly Option<FileInfo> config = ConfigurationOption.Create();
    private readonly Option<string> data = ApiOptions.DataOption();

    private readonly Option<string?> url = new("--url")
    {
        Description = "The app's address, such as https://NAME.azurewebsites.net; without it, the app and the simulated Qlik Cloud of "
            + "`butler up`.",
        HelpName = "url",
    };

    public void AddTo(Command command)
    {
        command.Add(tenant);
        command.Add(config);
        command.Add(url);
        command.Add(data);
    }

    /// <exception cref="RefusedCommandException">The configuration or the tenant is missing or faulty.</exception>
    public async Task<CloudConnection> ReadAsync(ParseResult parsed)
    {
        var app = parsed.GetValue(url);
        var directory = parsed.GetValue(data)!;
        var up = app is null ? RunningUp.Find(directory) : null;
        var local = up?.QlikCloud;
        var isOwn = local?.Tenant is not null && parsed.GetValue(config) is null;
        var file = parsed.GetValue(config)?.FullName
            ?? (isOwn ? Path.Combine(directory, "butler.yaml") : environment(ConfigVariable) is { Length: > 0 } named ? named : null)
            ?? throw new RefusedCommandException($"name the function app's butler.yaml with --config, or in {ConfigVariable}");
        var variables = local is null ? environment : new UpEnvironment(local, directory, environment).Get;
        var section = await CloudSection.ReadAsync(file, variables);
        return new CloudConnection
        {
            Tenant = section.Tenant(parsed.GetValue(tenant) ?? (isOwn ? local!.Tenant : null)),
            Simulator = local?.Address ?? Simulator(),
            App = app ?? up?.Http,
        };
    }

    private Uri? Simulator()
    {
        try
        {
            return AppSettings.QlikCloud(environment);
        }
        catch (FormatException e)
        {
            throw new RefusedCommandException($"{CloudClients.LocalVariable} in the environment is not an address with http or https", e);
        }
    }
}
