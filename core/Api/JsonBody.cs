using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Butler.Core.Api;

/// <summary>Reads the body of a request as JSON. Load scripts often send JSON without its content type, so the type is not read.</summary>
public static class JsonBody
{
    /// <summary>Reads the whole body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The maximum size.</param>
    /// <param name="orEmpty">Whether the body may be empty; the result is null then.</param>
    /// <exception cref="ProblemException">It is empty, malformed or too large.</exception>
    public static async Task<JsonElement?> ReadAsync(HttpContext context, int maxBytes, bool orEmpty = false)
    {
        var body = await BytesAsync(context, maxBytes);
        if (body.Length == 0)
        {
            return orEmpty ? null : throw ProblemException.ForLoadScripts(400, "The body is empty; expected JSON.");
        }

        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException e)
        {
            throw ProblemException.ForLoadScripts(400, string.Create(
                CultureInfo.InvariantCulture, $"The body is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."));
        }
    }

    /// <summary>Reads the whole body as it came.</summary>
    /// <exception cref="ProblemException">It is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context, int maxBytes)
    {
        var body = new ArrayBufferWriter<byte>();
        try
        {
            while (await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted) is var read and > 0)
            {
                body.Advance(read);
                if (body.WrittenCount > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(maxBytes);
        }

        return body.WrittenMemory;
    }

    private static ProblemException TooLarge(int maxBytes) => ProblemException.ForLoadScripts(
        413, string.Create(CultureInfo.InvariantCulture, $"The body is larger than {maxBytes} bytes."));
}
