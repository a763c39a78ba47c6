using System.CommandLine;

namespace Butler.Cli.RunningApp;

/// <summary>The function app that a command uses: the one at <c>--url</c>, or else the one of <c>butler up</c>.</summary>
internal sealed class ApiOptions(Func<string, string?> environment)
{
    public const string KeyVariable = "BUTLER_KEY";
    private const string Default = "http://127.0.0.1:7071";

    public Option<string?> Url { get; } = new("--url")
    {
        Description = "The app's address, such as https://NAME.azurewebsites.net; without it, the app of `butler up`.",
        HelpName = "url",
    };

    public Option<string?> Key { get; } = new("--key")
    {
        Description = $"The function key; better in the environment variable {KeyVariable}.",
        HelpName = "key",
    };

    public Option<string> Data { get; } = DataOption();

    /// <summary>The option <c>--data</c> of commands that look for a running <c>butler up</c>.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = "The directory where `butler up` keeps its state.",
        HelpName = "dir",
        DefaultValueFactory = _ => RunningUp.DefaultDirectory,
    };

    public void AddTo(Command command)
    {
        command.Add(Url);
        command.Add(Key);
        command.Add(Data);
    }

    /// <summary>Whether an address is given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(Url) is not null;

    /// <exception cref="ApiException">The address is invalid.</exception>
    public ButlerApi Open(ParseResult parsed) => Open(
        Url.Name, parsed.GetValue(Url) ?? RunningUp.Find(parsed.GetValue(Data)!)?.Http ?? Default,
        parsed.GetValue(Key) ?? environment(KeyVariable));

    /// <summary>Opens the app at an address.</summary>
    /// <param name="option">The option with the address, for the error message.</param>
    /// <param name="address">The address, with or without <c>/api</c>.</param>
    /// <param name="key">The function key; null or empty: none.</param>
    /// <exception cref="ApiException">The address is invalid.</exception>
    public static ButlerApi Open(string option, string address, string? key)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new ApiException($"{option} '{address}' is not an address: expected one like https://NAME.azurewebsites.net");
        }

        // The addresses in load scripts end with /api.
        var path = url.AbsolutePath.TrimEnd('/');
        var root =
            new UriBuilder(url) { Path = path.EndsWith("/api", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path, Query = "" }.Uri;
        return new ButlerApi(root, key is { Length: > 0 } ? key : null);
    }
}
