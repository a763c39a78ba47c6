using Butler.Cli.RunningApp;
using Butler.Cli.Send;
using Butler.Cli.Up;

namespace Butler.Cli.Cloud;

/// <summary>
/// The environment with the secrets that <c>butler up</c> has made: of its own tenant always, of a given configuration where the
/// environment has none.
/// </summary>
internal sealed class UpEnvironment(RunningCloud cloud, string directory, Func<string, string?> environment)
{
    public string? Get(string name) => name switch
    {
        CloudCall.SecretVariable => Choose(name, cloud.KeyFile),
        CloudSettings.ApiKeyVariable => Choose(name, CloudSettings.ApiKeyFile(directory)),
        _ => environment(name),
    };

    private string? Choose(string name, string? file)
    {
        var given = environment(name) is { Length: > 0 } text ? text : null;
        var kept = file is not null && File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        return cloud.Tenant is null ? given ?? kept : kept ?? given;
    }
}
