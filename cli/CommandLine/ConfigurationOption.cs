using System.CommandLine;

namespace Butler.Cli.CommandLine;

/// <summary>The option <c>--config</c> of commands that read the function app's configuration.</summary>
internal static class ConfigurationOption
{
    public static Option<FileInfo> Create()
    {
        var option = new Option<FileInfo>("--config")
        {
            Description = "The function app's butler.yaml; left out, the file in BUTLER_CONFIG.",
            HelpName = "file",
        };
        return option.MustExist();
    }

    /// <summary>Rejects a missing file, with the option's name and the full path.</summary>
    public static Option<FileInfo> MustExist(this Option<FileInfo> option)
    {
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token, ..] && !File.Exists(Path.GetFullPath(token.Value)))
            {
                given.AddError($"{option.Name}: there is no file {Path.GetFullPath(token.Value)}");
            }
        });
        return option;
    }
}
