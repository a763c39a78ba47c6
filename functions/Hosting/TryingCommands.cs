using System.Globalization;
using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Configuration;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Preview;

namespace Butler.Functions.Hosting;

/// <summary>
/// <c>butler-functions preview</c> and <c>test-fire</c>: show or test what a channel sends. They need no queues or tables.
/// </summary>
internal sealed class TryingCommands(
    TextWriter output, TextWriter error, GivenConfiguration configuration, ChannelPreview preview, ChannelTest test)
{
    private const int Failed = 1;
    private const int Refused = 2;

    /// <summary>
    /// Shows the message of a channel for an event: <c>TYPE --channel NAME [--event FILE] [--reason R] [--recipient R] [--out DIR]</c>.
    /// </summary>
    public Task<int> PreviewAsync(IReadOnlyList<string> arguments) => TryAsync(async () =>
    {
        var (type, given) = Read(arguments, "--channel", "--event", "--reason", "--recipient", "--out");
        var options = (await configuration.ReadAsync()).Options;
        var name = given.GetValueOrDefault("--channel")
            ?? throw new FormatException($"--channel is missing (known: {string.Join(", ", options.Channels.Keys)})");
        var result = preview.Show(options, new PreviewRequest
        {
            Channel = name,
            Type = type,
            Event = given.GetValueOrDefault("--event") is { } file ? await EventAsync(file) : null,
            Reason = given.GetValueOrDefault("--reason"),
            Recipient = given.GetValueOrDefault("--recipient"),
        });
        return await result.WriteAsync(output, error, given.GetValueOrDefault("--out")) ? 0 : Failed;
    });

    /// <summary>Sends a test alert from here: <c>CHANNEL [--type TYPE] [--recipient R]</c>.</summary>
    public Task<int> TestFireAsync(IReadOnlyList<string> arguments) => TryAsync(async () =>
    {
        var (name, given) = Read(arguments, "--type", "--recipient");
        var options = (await configuration.ReadAsync()).Options;
        if (name is null)
        {
            throw new FormatException($"the channel's name is missing (known: {string.Join(", ", options.Channels.Keys)})");
        }

        if (options.Channels.GetValueOrDefault(name)?.RelayDestination is { } destination)
        {
            throw new FormatException($"the channel \"{name}\" is sent by a relay, to its destination \"{destination}\": only a running "
                + "app can ask it; add --url and --key");
        }

        var result = await test.FireAsync(
            options, name, given.GetValueOrDefault("--type"), given.GetValueOrDefault("--recipient"), CancellationToken.None);
        await WriteAsync(output, error, result);
        return result.Answers.All(a => a.Outcome is "sent" or "relayed") ? 0 : Failed;
    });

    /// <summary>Writes the results of a test, one line for each recipient.</summary>
    public static async Task WriteAsync(TextWriter output, TextWriter error, ChannelTestResult result)
    {
        foreach (var answer in result.Answers)
        {
            var whom = answer.Recipient is null ? result.Channel : $"{result.Channel} ({answer.Recipient})";
            var line = string.Create(
                CultureInfo.InvariantCulture, $"{whom}: {answer.Outcome} after {answer.Milliseconds} ms: {answer.Detail}");
            await (answer.Outcome is "sent" or "relayed" ? output : error).WriteLineAsync(line);
            if (answer.TemplateFault is { } fault)
            {
                await error.WriteLineAsync($"{whom}: the built-in form replaced the template: {fault}");
            }
        }
    }

    private async Task<int> TryAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is FormatException or ConfigurationException or IOException
            or UnauthorizedAccessException or ProblemException)
        {
            await error.WriteLineAsync(e.Message);
            return Refused;
        }
    }

    private static (string? First, Dictionary<string, string> Given) Read(IReadOnlyList<string> arguments, params string[] known)
    {
        string? first = null;
        var given = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                first = first is null ? arguments[i] : throw new FormatException($"\"{arguments[i]}\" is one argument too many");
                continue;
            }

            if (!known.Contains(arguments[i]))
            {
                throw new FormatException($"there is no option {arguments[i]}{DidYouMean.Hint(arguments[i], known)}");
            }

            given[arguments[i]] = i + 1 < arguments.Count ? arguments[++i] : throw new FormatException($"{arguments[i]} lacks its value");
        }

        return (first, given);
    }

    private static async Task<CloudEvent> EventAsync(string file)
    {
        try
        {
            return CloudEvent.Decode(await File.ReadAllBytesAsync(file));
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} does not hold a CloudEvents 1.0 event: {e.Message}", e);
        }
    }
}
