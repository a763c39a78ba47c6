using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Butler.RelayAgent.Sense.Enrichment;

/// <summary>Takes out what is secret before it leaves the house: keys in addresses and connection strings, tokens, passwords, and an operator's own patterns.</summary>
/// <param name="own">The operator's own, each with a match time-out.</param>
internal sealed partial class Redaction(IReadOnlyList<Regex> own)
{
    /// <summary>For what stays in the house: only the known secrets are taken out.</summary>
    public static readonly Redaction None = new([]);

    private const string Gone = "***";
    private const int MatchTimeout = 250;

    /// <summary>The text without its secrets. Where a pattern takes too long nothing of the text is left: better no line than a leak.</summary>
    public string Clean(string text)
    {
        try
        {
            text = UserInAddress().Replace(text, "${scheme}" + Gone + "@");
            text = Header().Replace(text, "${name}" + Gone);
            text = Scheme().Replace(text, "${name} " + Gone);
            text = InAddress().Replace(text, "${name}" + Gone);
            text = Setting().Replace(text, "${name}" + Gone);
            text = Connect().Replace(text, "${name}" + Gone);
            text = KnownForms().Replace(text, Gone);
            foreach (var pattern in own)
            {
                text = pattern.Replace(text, Gone);
            }

            return text;
        }
        catch (RegexMatchTimeoutException)
        {
            return Gone + " (looking for secrets in this line took too long)";
        }
    }

    /// <summary>A copy of a JSON value with every text in it cleaned.</summary>
    public JsonElement Copy(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(writer, value);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when NeedsLook(value.GetString()!):
                writer.WriteStringValue(Clean(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Ids and times, most of what QRS writes, cannot hold a secret of ours; an operator's own pattern sees them all the same.</summary>
    private bool NeedsLook(string text) => own.Count > 0 || text.Length > 36;

    [GeneratedRegex(@"(?<scheme>\b[a-z][a-z0-9+.-]{1,20}://)[^/\s:@]{1,200}:[^/\s@]{1,500}@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex UserInAddress();

    [GeneratedRegex(@"(?<name>\b(?:proxy-)?authorization[""']?\s*[:=]\s*[""']?(?:bearer|basic|negotiate|digest|apikey)?\s*)[^\s""',;]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex Header();

    [GeneratedRegex(@"(?<name>\b(?:bearer|basic))\s+[A-Za-z0-9._~+/-]{8,}=*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(?<name>[?&](?:[\w.-]{0,40}(?:key|token|secret|passw|pwd|auth|credential|signature)[\w.-]{0,20}|sig|code|sas|pass|jwt)=)[^&\s""'<>\])]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex InAddress();

    [GeneratedRegex(@"(?<name>(?:password|passwd|passphrase|pwd|secret|token|api[_ -]?key|access[_ -]?key|account[_ -]?key|private[_ -]?key|client[_ -]?key|credentials?)[""'\]]?\s*[:=]\s*)(?:""[^""]*""|'[^']*'|\{[^}]*\}|[^;&,\s""')\]]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex Setting();

    /// <summary>Qlik's own form: <c>CONNECT TO ... (XUserId is abc, XPassword is def)</c>.</summary>
    [GeneratedRegex(@"(?<name>\bX?(?:password|userid) is )[^\s,);]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex Connect();

    [GeneratedRegex(@"\beyJ[\w-]{10,}\.[\w-]{4,}\.[\w-]*|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}", RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex KnownForms();
}
