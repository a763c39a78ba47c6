using System.Text.Encodings.Web;
using System.Text.Json;

namespace Butler.Local.QlikCloud.Events;

/// <summary>JSON as Qlik Cloud writes it: letters beyond ASCII are not escaped.</summary>
internal static class TenantJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
