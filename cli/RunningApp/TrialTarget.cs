using System.CommandLine;
using Butler.Cli.CommandLine;

namespace Butler.Cli.RunningApp;

/// <summary>
/// The channels that <c>preview</c> and <c>test-fire</c> use: those of a file (<c>--config</c>, or else <c>BUTLER_CONFIG</c>), or those of
/// a running app (<c>--url</c>, or else the one of <c>butler up</c>).
/// </summary>
internal sealed class TrialTarget(Func<string, string?> environment)
{
    private readonly ApiOptions api = new(environment);

    public Option<FileInfo> Config { get; } = ConfigurationOption.Create();

    public void AddTo(Command command)
    {
        command.Add(Config);
        api.AddTo(command);
    }

    /// <summary>Whether a running app is used.</summary>
    public bool IsApp(ParseResult parsed) =>
        parsed.GetValue(Config) is null && (api.IsGiven(parsed) || environment("BUTLER_CONFIG") is not { Length: > 0 });

    /// <exception cref="ApiException">A file and an address are given.</exception>
    public void RefuseBoth(ParseResult parsed)
    {
        if (parsed.GetValue(Config) is not null && api.IsGiven(parsed))
        {
            throw new ApiException("--config and --url exclude each other: name a file, or a running app");
        }
    }

    /// <summary>Opens the running app.</summary>
    /// <exception cref="ApiException">The address is invalid.</exception>
    public ButlerApi Open(ParseResult parsed) => api.Open(parsed);

    /// <summary>Calls the running app. If it does not answer, the fault says how to work without one.</summary>
    /// <exception cref="ApiException">The app cannot be reached, or refuses.</exception>
    public async Task<T> AskAsync<T>(ParseResult parsed, Func<ButlerApi, Task<T>> ask)
    {
        using var app = Open(parsed);
        try
        {
            return await ask(app);
        }
        catch (ApiException e) when (e.Status == 0 && !api.IsGiven(parsed))
        {
            throw new ApiException($"{e.Message} With --config FILE the channels of a file are used, without a running app.");
        }
    }
}
