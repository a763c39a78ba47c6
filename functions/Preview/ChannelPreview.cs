using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;

namespace Butler.Functions.Preview;

/// <summary>Renders the message of a channel for an event, without sending it.</summary>
internal sealed class ChannelPreview(ChannelFactory channels, TimeProvider time)
{
    /// <summary>The recipient of a preview when the channel has no recipients.</summary>
    private const string AnyRecipient = "somebody@example.com";

    /// <summary>Renders the message.</summary>
    /// <exception cref="ProblemException">The channel, type or reason is unknown.</exception>
    public ChannelPreviewResult Show(ButlerOptions options, PreviewRequest request)
    {
        if (!options.Channels.TryGetValue(request.Channel, out var channel))
        {
            throw Trial.NoSuchChannel(options, request.Channel);
        }

        var @event = request.Event ?? Sample(request.Type);
        var recipient = Trial.Recipients(channel, request.Recipient) is [var first, ..] ? first : AnyRecipient;
        var message = channels.Create(channel).Render(Trial.Alert(options, request.Channel, @event, Kind(request.Reason), recipient));
        return new ChannelPreviewResult
        {
            Channel = request.Channel,
            EventType = @event.Type,
            Files = PreviewFile.Of(message),
            TemplateFault = message.TemplateFault,
        };
    }

    private CloudEvent Sample(string? type) =>
        type is null ? throw new ProblemException(400, "Type missing", "Name a type of event, or give an event.")
        : SampleEvents.Types.Contains(type) ? SampleEvents.Of(type, time.GetUtcNow())
        : throw new ProblemException(
            400,
            "Unknown type",
            $"There is no event of the type \"{type}\"{DidYouMean.Hint(type, SampleEvents.Types)} (known: "
                + $"{string.Join(", ", SampleEvents.Types)}).");

    private static AlertKind Kind(string? reason) => reason is null ? AlertKind.Single
        : Trial.Reasons.Contains(reason) ? Enum.Parse<AlertKind>(reason, ignoreCase: true)
        : throw new ProblemException(
            400,
            "Unknown reason",
            $"The reason \"{reason}\" is unknown{DidYouMean.Hint(reason, Trial.Reasons)}; expected one of "
                + $"{string.Join(", ", Trial.Reasons)}.");
}

/// <summary>A request for a preview.</summary>
internal sealed record PreviewRequest
{
    public required string Channel { get; init; }

    /// <summary>The type of the sample event; not needed with <see cref="Event"/>.</summary>
    public string? Type { get; init; }

    /// <summary>The event to show instead of a sample.</summary>
    public CloudEvent? Event { get; init; }

    /// <summary>The reason of the alert, one of <see cref="Trial.Reasons"/>; null for a single event.</summary>
    public string? Reason { get; init; }

    public string? Recipient { get; init; }
}

/// <summary>The message of a channel.</summary>
internal sealed record ChannelPreviewResult
{
    public required string Channel { get; init; }

    public required string EventType { get; init; }

    public IReadOnlyList<PreviewFile> Files { get; init; } = [];

    /// <summary>The fault of the template, if the built-in form is shown.</summary>
    public string? TemplateFault { get; init; }

    /// <summary>Writes the message to a terminal, or to files in a directory.</summary>
    /// <param name="output">Receives the text, or the paths of the files.</param>
    /// <param name="error">Receives the template's fault.</param>
    /// <param name="directory">The directory; null for the terminal.</param>
    /// <returns>Whether the template is valid.</returns>
    public async Task<bool> WriteAsync(TextWriter output, TextWriter error, string? directory)
    {
        if (TemplateFault is { } fault)
        {
            await error.WriteLineAsync($"The built-in form replaces the template: {fault}");
        }

        if (directory is null)
        {
            foreach (var part in Files.Where(p => p.Name != "html"))
            {
                await output.WriteLineAsync(part.Content);
            }

            return TemplateFault is null;
        }

        Directory.CreateDirectory(directory);
        foreach (var part in Files)
        {
            var path = Path.Combine(directory, $"{EventType}.{Channel}.{part.Name}");
            await File.WriteAllTextAsync(path, part.Content);
            await output.WriteLineAsync(path);
        }

        return TemplateFault is null;
    }
}

/// <summary>Source-generated JSON of previews.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChannelPreviewResult))]
internal sealed partial class ChannelPreviewJson : JsonSerializerContext;
