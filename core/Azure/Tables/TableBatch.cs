using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Butler.Core.Azure.Tables;

/// <summary>
/// An entity group transaction on the wire: a multipart batch that holds one change set of HTTP requests. The answer is always 202;
/// within it stands one part for each write, or a single one with the error, whose message starts with the index of the write.
/// </summary>
internal static partial class TableBatch
{
    public static (string ContentType, byte[] Body) Encode(Uri address, string table, IReadOnlyList<TableWrite> writes)
    {
        var body = new MemoryStream();
        void Line(string text) => body.Write(Encoding.UTF8.GetBytes(text + "\r\n"));

        Line("--batch_butler");
        Line("Content-Type: multipart/mixed; boundary=changeset_butler");
        Line("");
        foreach (var write in writes)
        {
            Line("--changeset_butler");
            Line("Content-Type: application/http");
            Line("Content-Transfer-Encoding: binary");
            Line("");
            var path = write.Kind == TableWriteKind.Insert
                ? table
                : TableRestClient.Row(table, write.Entity.PartitionKey, write.Entity.RowKey);
            Line($"{Method(write.Kind)} {address}{path} HTTP/1.1");
            Line("Accept: application/json;odata=nometadata");
            Line("Content-Type: application/json");
            if (write.Kind == TableWriteKind.Insert)
            {
                Line("Prefer: return-no-content");
            }

            if (write.ETag is not null)
            {
                Line($"If-Match: {write.ETag}");
            }

            Line("");
            if (write.Kind != TableWriteKind.Delete)
            {
                body.Write(EntityJson.Encode(write.Entity).Span);
            }

            Line("");
        }

        Line("--changeset_butler--");
        Line("--batch_butler--");
        return ("multipart/mixed; boundary=batch_butler", body.ToArray());
    }

    /// <summary>The outcome: the first status that is no success, or the last success.</summary>
    public static Answer Decode(string text)
    {
        var statuses = StatusLine().Matches(text).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        var failed = statuses.FirstOrDefault(s => s is < 200 or >= 300);
        if (statuses.Count > 0 && failed == 0)
        {
            return new Answer(statuses[^1], "", 0, "");
        }

        var index = FailedWrite().Match(text);
        return new Answer(
            failed == 0 ? 500 : failed,
            CodeIn(text),
            index.Success ? int.Parse(index.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0,
            text.Length > 600 ? text[..600] : text);
    }

    /// <summary>The error code within a JSON or XML error body; empty when there is none.</summary>
    public static string CodeIn(string body)
    {
        var match = ErrorCode().Match(body);
        return match.Success ? match.Groups[1].Value + match.Groups[2].Value : "";
    }

    private static string Method(TableWriteKind kind) => kind switch
    {
        TableWriteKind.Insert => "POST",
        TableWriteKind.Merge => "MERGE",
        TableWriteKind.Delete => "DELETE",
        _ => "PUT",
    };

    [GeneratedRegex(@"^HTTP/1\.1 (\d{3})", RegexOptions.Multiline)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"""value""\s*:\s*""(\d+):")]
    private static partial Regex FailedWrite();

    [GeneratedRegex(@"""code""\s*:\s*""([^""]+)""|<Code>([^<]+)</Code>", RegexOptions.IgnoreCase)]
    private static partial Regex ErrorCode();

    internal sealed record Answer(int Status, string Code, int FailedIndex, string Message);
}
