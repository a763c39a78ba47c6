using System.Text.Json;
using Butler.Core.Secrets;

namespace Butler.RelayAgent.Sense.Engine;

/// <summary>
/// Describes an app as JSON, member by member, with only one object in memory at a time. Secrets are masked everywhere: load scripts,
/// variables and connections hold passwords, and many people read a description.
/// </summary>
internal sealed class AppDescription(EngineApp app, Utf8JsonWriter writer, Redaction redaction, CancellationToken cancellationToken)
{
    private static readonly string[] VariableFlags = ["qIsScriptCreated", "qIsReserved", "qIsConfig"];

    private int lists;

    /// <summary>Writes the whole description.</summary>
    public async Task WriteAsync(string appId)
    {
        writer.WriteStartObject();
        writer.WriteString("appId", appId);
        await WriteAsync("properties", "GetAppProperties", "qProp");
        await WriteAsync("loadScript", "GetScript", "qScript");
        await WriteAsync("lineage", "GetLineage", "qLineage", optional: true);
        var lists = new[] { ("sheets", "sheet"), ("stories", "story"), ("masterobjects", "masterobject"), ("appprops", "appprops") };
        foreach (var (member, type) in lists)
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
        await WriteConnectionsAsync();
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

    /// <summary>Writes a list. Each list has its own id in the session: two lists with one id would be one object (weakness 22).</summary>
    private async Task WriteListAsync(
        string member, string list, string type, string? open = null, string? read = null, string? result = null)
    {
        var id = $"butler-{member}-{++lists}";
        var created = await app.Session.CallAsync(
            app.Handle, "CreateSessionObject", parameters => Define(parameters, id, list, type), cancellationToken);
        var layout = await app.Session.CallAsync(EngineApp.HandleOf(created, "CreateSessionObject"), "GetLayout", null, cancellationToken);
        var items = Member(Member(Member(layout, "qLayout"), list), "qItems");
        writer.WriteStartArray(member);
        foreach (var item in items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [])
        {
            if (open is not null)
            {
                await WriteItemAsync(item, type, open, read!, result!);
            }
            else if (type != "media" || IsEmbedded(item))
            {
                redaction.Copy(item).WriteTo(writer);
            }
        }

        writer.WriteEndArray();
        await app.Session.CallAsync(app.Handle, "DestroySessionObject", parameters => parameters.WriteString("qId", id), cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }

    private async Task WriteItemAsync(JsonElement item, string type, string open, string read, string result)
    {
        if (Member(Member(item, "qInfo"), "qId") is not { ValueKind: JsonValueKind.String } id)
        {
            return;
        }

        var opened = await app.Session.CallAsync(
            app.Handle, open, parameters => parameters.WriteString("qId", id.GetString()), cancellationToken);
        var handle = EngineApp.HandleOf(opened, open);
        var properties = Member(await app.Session.CallAsync(handle, read, null, cancellationToken), result);
        switch (type)
        {
            case "bookmark":
                var layout = await app.Session.CallAsync(handle, "GetLayout", null, cancellationToken);
                WriteBookmark(properties, Member(Member(layout, "qLayout"), "qBookmark"));
                break;
            case "variable":
                WriteVariable(properties, item);
                break;
            case var _ when properties.ValueKind != JsonValueKind.Undefined:
                redaction.Copy(properties).WriteTo(writer);
                break;
        }
    }

    /// <summary>Writes a bookmark. Its selections are in its layout, not in its properties.</summary>
    private void WriteBookmark(JsonElement properties, JsonElement bookmark)
    {
        writer.WriteStartObject();
        WriteMembers(properties, "qData");
        writer.WriteStartObject("qData");
        WriteMembers(Member(properties, "qData"), "qBookMark");
        Write("qBookMark", bookmark);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a variable. Only the list of variables has its origin.</summary>
    private void WriteVariable(JsonElement properties, JsonElement item)
    {
        writer.WriteStartObject();
        WriteMembers(properties, VariableFlags);
        foreach (var flag in VariableFlags)
        {
            writer.WriteBoolean(flag, Member(item, flag).ValueKind == JsonValueKind.True);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes each connection with the engine's detailed description.</summary>
    private async Task WriteConnectionsAsync()
    {
        JsonElement connections;
        try
        {
            connections = Member(await app.Session.CallAsync(app.Handle, "GetConnections", null, cancellationToken), "qConnections");
        }
        catch (EngineException refused) when (refused.Code != 0)
        {
            return;
        }

        writer.WriteStartArray("dataconnections");
        foreach (var listed in connections.ValueKind == JsonValueKind.Array ? connections.EnumerateArray() : [])
        {
            redaction.Copy(await ConnectionAsync(listed)).WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads a connection; one that may be listed, but not read, is written as listed.</summary>
    private async Task<JsonElement> ConnectionAsync(JsonElement listed)
    {
        if (Member(listed, "qId") is not { ValueKind: JsonValueKind.String } id)
        {
            return listed;
        }

        try
        {
            var answer = await app.Session.CallAsync(
                app.Handle, "GetConnection", parameters => parameters.WriteString("qConnectionId", id.GetString()), cancellationToken);
            return Member(answer, "qConnection") is { ValueKind: JsonValueKind.Object } whole ? whole : listed;
        }
        catch (EngineException refused) when (refused.Code != 0)
        {
            return listed;
        }
    }

    private static bool IsEmbedded(JsonElement media) =>
        Member(media, "qUrlDef") is { ValueKind: JsonValueKind.String } url
            && url.GetString()!.StartsWith("/media/", StringComparison.Ordinal);

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

    private void WriteMembers(JsonElement value, params string[] except)
    {
        foreach (var member in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [])
        {
            if (!except.Contains(member.Name))
            {
                Write(member.Name, member.Value);
            }
        }
    }

    private void Write(string member, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            writer.WritePropertyName(member);
            redaction.Copy(value).WriteTo(writer);
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
