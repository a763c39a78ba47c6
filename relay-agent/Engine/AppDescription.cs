using System.Text.Json;

namespace Butler.RelayAgent.Engine;

/// <summary>Describes an app as JSON, member by member, so that no more than one object is in memory at a time.</summary>
internal sealed class AppDescription(EngineApp app, Utf8JsonWriter writer, CancellationToken cancellationToken)
{
    private int lists;

    /// <summary>Writes the whole description.</summary>
    public async Task WriteAsync(string appId)
    {
        writer.WriteStartObject();
        writer.WriteString("appId", appId);
        await WriteAsync("properties", "GetAppProperties", "qProp");
        await WriteAsync("loadScript", "GetScript", "qScript");
        await WriteAsync("lineage", "GetLineage", "qLineage", optional: true);
        foreach (var (member, type) in new[] { ("sheets", "sheet"), ("stories", "story"), ("masterobjects", "masterobject"), ("appprops", "appprops") })
        {
            await WriteListAsync(member, "qAppObjectList", type, "GetObject", "GetFullPropertyTree", "qPropEntry");
        }

        await WriteListAsync("dimensions", "qDimensionList", "dimension", "GetDimension", "GetProperties", "qProp");
        await WriteListAsync("measures", "qMeasureList", "measure", "GetMeasure", "GetProperties", "qProp");
        await WriteListAsync("bookmarks", "qBookmarkList", "bookmark", "GetBookmark", "GetProperties", "qProp");
        await WriteListAsync("snapshots", "qBookmarkList", "snapshot", "GetBookmark", "GetProperties", "qProp");
        await WriteListAsync("variables", "qVariableList", "variable", "GetVariableById", "GetProperties", "qProp");
        await WriteListAsync("embeddedmedia", "qMediaList", "media");
        await WriteListAsync("fields", "qFieldList", "");
        await WriteAsync("dataconnections", "GetConnections", "qConnections", optional: true);
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }

    private async Task WriteAsync(string member, string method, string result, bool optional = false)
    {
        JsonElement value;
        try
        {
            value = Member(await app.Session.CallAsync(app.Handle, method, null, cancellationToken), result);
        }
        catch (EngineException refused) when (optional && refused.Code != 0)
        {
            return;
        }

        Write(member, value);
    }

    /// <summary>Each list has an id of its own in the session: two of one id would be one object (weakness 22).</summary>
    private async Task WriteListAsync(string member, string list, string type, string? open = null, string? read = null, string? result = null)
    {
        var id = $"butler-{member}-{++lists}";
        var created = await app.Session.CallAsync(app.Handle, "CreateSessionObject", parameters => Define(parameters, id, list, type), cancellationToken);
        var layout = await app.Session.CallAsync(EngineApp.HandleOf(created, "CreateSessionObject"), "GetLayout", null, cancellationToken);
        var items = Member(Member(Member(layout, "qLayout"), list), "qItems");
        writer.WriteStartArray(member);
        foreach (var item in items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [])
        {
            if (open is null)
            {
                item.WriteTo(writer);
            }
            else if (Member(Member(item, "qInfo"), "qId") is { ValueKind: JsonValueKind.String } itemId)
            {
                await WriteItemAsync(itemId.GetString()!, open, read!, result!);
            }
        }

        writer.WriteEndArray();
        await app.Session.CallAsync(app.Handle, "DestroySessionObject", parameters => parameters.WriteString("qId", id), cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }

    private async Task WriteItemAsync(string id, string open, string read, string result)
    {
        var opened = await app.Session.CallAsync(app.Handle, open, parameters => parameters.WriteString("qId", id), cancellationToken);
        var properties = Member(await app.Session.CallAsync(EngineApp.HandleOf(opened, open), read, null, cancellationToken), result);
        if (properties.ValueKind != JsonValueKind.Undefined)
        {
            properties.WriteTo(writer);
        }
    }

    private static void Define(Utf8JsonWriter parameters, string id, string list, string type)
    {
        parameters.WriteStartObject("qProp");
        parameters.WriteStartObject("qInfo");
        parameters.WriteString("qId", id);
        parameters.WriteString("qType", id);
        parameters.WriteEndObject();
        parameters.WriteStartObject(list + "Def");
        if (list == "qFieldList")
        {
            foreach (var flag in new[] { "qShowSystem", "qShowHidden", "qShowSrcTables", "qShowSemantic" })
            {
                parameters.WriteBoolean(flag, true);
            }
        }
        else
        {
            parameters.WriteString("qType", type);
        }

        if (list == "qVariableList")
        {
            parameters.WriteBoolean("qShowReserved", true);
            parameters.WriteBoolean("qShowConfig", true);
        }

        parameters.WriteEndObject();
        parameters.WriteEndObject();
    }

    private void Write(string member, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            writer.WritePropertyName(member);
            value.WriteTo(writer);
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
