using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Butler.Functions.Channels;

namespace Butler.Functions.Preview;

/// <summary>A part of a channel's message, as a file.</summary>
/// <param name="Name">The end of the file's name with its type, such as <c>body.json</c>.</param>
/// <param name="Content">The text; JSON is indented.</param>
internal sealed record PreviewFile(string Name, string Content)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The parts of a message.</summary>
    public static IReadOnlyList<PreviewFile> Of(ChannelMessage message) => message switch
    {
        ChannelMessage.Http { Body: { } body } http => [Part("body", http.ContentType, body.Span)],
        ChannelMessage.Http http => [new("query.txt", string.Join('\n', http.Query.Select(f => $"{f.Key}={f.Value}")))],
        ChannelMessage.Mail mail =>
        [
            new("txt", $"From: {mail.From}\nTo: {mail.To}\nSubject: {mail.Subject}\nPriority: {mail.Priority}\n\n{mail.Text}"),
            new("html", mail.Html),
        ],
        ChannelMessage.Mqtt mqtt =>
        [
            .. mqtt.Publications.SelectMany((publication, at) => new[]
            {
                new PreviewFile($"{at + 1}.topic.txt", $"{publication.Topic} (QoS "
                    + $"{publication.Qos}{(publication.Retain ? ", retained" : "")})"),
                Part($"{at + 1}.payload", null, publication.Payload.Span),
            }),
        ],
        ChannelMessage.File file => [new("name.txt", file.Name), new("content.txt", file.Content)],
        ChannelMessage.Terminal terminal => [new("txt", terminal.Text)],
        ChannelMessage.Nothing nothing => [new("txt", $"Nothing is sent: {nothing.Why}")],
        _ => throw new InvalidOperationException($"There is no preview of {message.GetType().Name}."),
    };

    private static PreviewFile Part(string name, string? mediaType, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var json = JsonDocument.ParseValue(ref reader);
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text, Indented))
            {
                json.WriteTo(writer);
            }

            return new PreviewFile(name + ".json", Encoding.UTF8.GetString(text.ToArray()));
        }
        catch (JsonException) when (mediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new PreviewFile(name + ".txt", Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException e)
        {
            return new PreviewFile(name + ".faulty.json", $"{Encoding.UTF8.GetString(bytes)}\n\nThis is not valid JSON: {e.Message}");
        }
    }
}
