using System.Text.Json.Nodes;
using Butler.Local.Sense.Site;
using Butler.Local.Sense.Times;

namespace Butler.Local.Sense.Engine;

/// <summary>The engine's state of one connection: the open app, the handles, and the running reload.</summary>
internal sealed class EngineSession(SenseSite site, SenseBehaviour behaviour, TimeProvider time)
{
    private const int Global = -1;
    private const int Document = 1;
    private readonly Lock gate = new();
    private readonly Dictionary<int, object> handles = [];
    private AppContent? open;
    private DateTimeOffset? reloadBegan;

    /// <summary>Answers a call.</summary>
    /// <exception cref="EngineException">The call is refused.</exception>
    public async Task<JsonObject> AnswerAsync(EngineCall call, CancellationToken cancellationToken)
    {
        if (call is { Handle: Document, Method: "DoReload" or "DoReloadEx" } && open is { } app)
        {
            var success = await ReloadAsync(app.App, cancellationToken);
            return call.Method == "DoReload" ? new() { ["qReturn"] = success } : new() { ["qResult"] = Result(app.App, success) };
        }

        lock (gate)
        {
            return call.Handle == Global ? OfGlobal(call)
                : call.Handle == Document && open is { } content ? OfDocument(call, content)
                : handles.TryGetValue(call.Handle, out var thing) && open is { } of ? OfObject(call, thing, of)
                : throw Unknown(call);
        }
    }

    private JsonObject OfGlobal(EngineCall call) => call.Method switch
    {
        "EngineVersion" => new() { ["qVersion"] = new JsonObject { ["qComponentVersion"] = "12.2341.0" } },
        "GetDocList" => new() { ["qDocList"] = new JsonArray([.. site.Apps.Select(Listed)]) },
        "OpenDoc" => Open(call.Text(0, "qDocName")),
        "GetActiveDoc" => open is { } app ? Returned("Doc", Document, "", app.App.Id.ToString())
            : throw new EngineException(EngineException.AppNotFound, "No active document"),
        "GetProgress" => new() { ["qProgressData"] = Progress() },
        _ => throw Unknown(call),
    };

    private JsonObject OfDocument(EngineCall call, AppContent app) => call.Method switch
    {
        "GetAppProperties" => new() { ["qProp"] = app.Properties },
        "GetAppLayout" => new() { ["qLayout"] = app.Layout },
        "GetScript" => new() { ["qScript"] = app.App.Script },
        "GetLineage" => new() { ["qLineage"] = app.Lineage },
        "GetAllInfos" => new() { ["qInfos"] = new JsonArray([.. app.Items.Select(item => item.Info)]) },
        "GetConnections" => new() { ["qConnections"] = app.Connections },
        "GetConnection" => new() { ["qConnection"] = Connection(app, call.Text(0, "qConnectionId")) },
        "CreateSessionObject" => Create(call.Object(0, "qProp")),
        "GetObject" or "GetDimension" or "GetMeasure" or "GetBookmark" or "GetVariableById" => Get(app, call.Text(0, "qId"), call.Method),
        "DestroySessionObject" => new() { ["qSuccess"] = true },
        "DoSave" => [],
        _ => throw Unknown(call),
    };

    private static JsonObject OfObject(EngineCall call, object thing, AppContent app) => (call.Method, thing) switch
    {
        ("GetLayout", JsonObject properties) => new() { ["qLayout"] = ObjectLists.Layout(properties, app) },
        ("GetProperties", JsonObject properties) => new() { ["qProp"] = properties.DeepClone() },
        ("GetLayout", EngineItem { Type: "bookmark" } item) => new() { ["qLayout"] = Bookmark(item) },
        ("GetLayout", EngineItem item) => new() { ["qLayout"] = item.Properties },
        ("GetProperties", EngineItem item) => new() { ["qProp"] = item.Properties },
        ("GetFullPropertyTree", EngineItem item) =>
            new() { ["qPropEntry"] = new JsonObject { ["qProperty"] = item.Properties, ["qChildren"] = new JsonArray() } },
        _ => throw Unknown(call),
    };

    private static JsonObject Bookmark(EngineItem item)
    {
        var json = item.Properties;
        json["qBookmark"] = new JsonObject { ["qStateData"] = new JsonArray(), ["qUtcModifyTime"] = 47800 };
        return json;
    }

    private JsonObject Open(string name)
    {
        var app = (Guid.TryParse(name, out var id) ? site.App(id) : null)
            ?? throw new EngineException(EngineException.AppNotFound, "App not found");
        open = new AppContent(app);
        return Returned("Doc", Document, "", app.Id.ToString());
    }

    private JsonObject Create(JsonObject properties)
    {
        var type = properties["qInfo"]?["qType"]?.ToString() ?? "";
        return Returned("GenericObject", Give(properties.DeepClone()), type, $"session-{handles.Count}");
    }

    // A missing object has a null handle, and is not an error.
    private JsonObject Get(AppContent app, string id, string method) =>
        app.Items.FirstOrDefault(item => item.Id == id) is { } item
            ? Returned($"Generic{method["Get".Length..].Replace("ById", "", StringComparison.Ordinal)}", Give(item), item.Type, item.Id)
            : new() { ["qReturn"] = new JsonObject { ["qType"] = null, ["qHandle"] = null } };

    private int Give(object thing)
    {
        var handle = handles.Count + Document + 1;
        handles[handle] = thing;
        return handle;
    }

    private async Task<bool> ReloadAsync(SenseApp app, CancellationToken cancellationToken)
    {
        Note(time.GetUtcNow());
        try
        {
            await Task.Delay(behaviour.RunTime, time, cancellationToken);
        }
        finally
        {
            Note(began: null);
        }

        // An app's reload ends like that of its task.
        var success = !site.Tasks.Any(task => task.Type == TaskType.Reload && task.AppId == app.Id && task.EndsIn != RunOutcome.Succeeded);
        if (success && site.App(app.Id) is { } now)
        {
            site.Put(now with { LastReload = time.GetUtcNow() });
        }

        return success;
    }

    private void Note(DateTimeOffset? began)
    {
        lock (gate)
        {
            reloadBegan = began;
        }
    }

    private static JsonObject Result(SenseApp app, bool success) => new()
    {
        ["qSuccess"] = success,
        ["qScriptLogFile"] = $"{app.Id}.log",
        ["qEndedWithMemoryConstraint"] = false,
    };

    private JsonObject Progress()
    {
        var began = reloadBegan;
        return new()
        {
            ["qStarted"] = began is not null,
            ["qFinished"] = began is null,
            ["qCompleted"] = 0,
            ["qTotal"] = 0,
            ["qKB"] = 0,
            ["qMillisecs"] = began is { } since ? (int)(time.GetUtcNow() - since).TotalMilliseconds : 0,
            ["qUserInteractionWanted"] = false,
            ["qPersistentProgress"] = began is null ? "" : "Started loading data\r\n",
            ["qTransientProgress"] = "",
        };
    }

    private static JsonNode? Connection(AppContent app, string id) =>
        app.Connections.FirstOrDefault(connection => connection!["qId"]!.ToString() == id)?.DeepClone()
        ?? throw new EngineException(EngineException.InvalidParameters, "There is no such connection");

    private static JsonObject Listed(SenseApp app) => new()
    {
        ["qDocName"] = app.Name,
        ["qDocId"] = app.Id.ToString(),
        ["qTitle"] = app.Name,
        ["qFileSize"] = app.FileSize,
        ["qLastReloadTime"] = QrsTime.Text(app.LastReload),
        ["qReadOnly"] = false,
        ["qMeta"] = AppContent.Meta(app),
    };

    private static JsonObject Returned(string type, int handle, string genericType, string id) => new()
    {
        ["qReturn"] = new JsonObject { ["qType"] = type, ["qHandle"] = handle, ["qGenericType"] = genericType, ["qGenericId"] = id },
    };

    private static EngineException Unknown(EngineCall call) => new(EngineException.MethodNotFound, $"Method not found: {call.Method}");
}
