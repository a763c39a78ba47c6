using System.CommandLine;

namespace Butler.Cli.Trying;

/// <summary>The option <c>--config</c> of commands that read the function app's configuration.</summary>
internal static class ConfigurationOption
{
    public static Option<FileInfo> Create()
    {
        var option = new Option<FileInfo>("--config") { Description = "The function app's butler.yaml; left out, what BUTLER_CONFIG names.", HelpName = "file" };
        option.AcceptExistingOnly();
        return option;
    }
}
