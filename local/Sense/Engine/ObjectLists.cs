using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Engine;

/// <summary>The lists that a session object with a list definition shows (<c>qAppObjectListDef</c> makes <c>qAppObjectList</c>).</summary>
internal static class ObjectLists
{
    /// <summary>The layout of a session object.</summary>
    public static JsonObject Layout(JsonObject properties, AppContent app)
    {
        var layout = new JsonObject { ["qInfo"] = properties["qInfo"]?.DeepClone() };
        foreach (var (name, definition) in properties)
        {
            if (Items(name, definition, app) is { } items)
            {
                layout[name[..^"Def".Length]] = new JsonObject { ["qItems"] = items };
            }
        }

        return layout;
    }

    private static JsonArray? Items(string name, JsonNode? definition, AppContent app) => name switch
    {
        "qAppObjectListDef" or "qBookmarkListDef" => OfType(app, definition?["qType"]?.ToString()),
        "qDimensionListDef" => OfType(app, "dimension"),
        "qMeasureListDef" => OfType(app, "measure"),
        "qVariableListDef" => OfType(app, "variable"),
        "qFieldListDef" => app.Fields,
        "qMediaListDef" => [new JsonObject { ["qUrlDef"] = "/media/Images/logo.png", ["qUrl"] = "/media/Images/logo.png" }],
        _ => null,
    };

    private static JsonArray OfType(AppContent app, string? type) =>
        [.. app.Items.Where(item => item.Type == type).Select(item => item.Listed)];
}
