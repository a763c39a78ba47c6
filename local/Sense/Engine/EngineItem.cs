using System.Text.Json.Nodes;

namespace Butler.Local.Sense.Engine;

/// <summary>An item of an app with an id and properties: a sheet, a measure, a variable.</summary>
/// <param name="Id">Its <c>qId</c>, or for a variable also its name.</param>
/// <param name="Type">Its <c>qType</c>.</param>
/// <param name="Title">The title.</param>
/// <param name="Definition">The additional properties.</param>
internal sealed record EngineItem(string Id, string Type, string Title, JsonObject Definition)
{
    public JsonObject Info => new() { ["qId"] = Id, ["qType"] = Type };

    public JsonObject Properties
    {
        get
        {
            var json = new JsonObject { ["qInfo"] = Info, ["qMetaDef"] = new JsonObject { ["title"] = Title, ["description"] = "" } };
            foreach (var (name, value) in Definition)
            {
                json[name] = value?.DeepClone();
            }

            return json;
        }
    }

    /// <summary>The item in a list of its kind.</summary>
    public JsonObject Listed
    {
        get
        {
            var json = new JsonObject
            {
                ["qInfo"] = Info,
                ["qMeta"] = new JsonObject { ["title"] = Title, ["description"] = "" },
                ["qData"] = new JsonObject { ["title"] = Title },
            };
            if (Type == "variable")
            {
                json["qName"] = Title;
                json["qDefinition"] = Definition["qDefinition"]?.DeepClone();
                json["qIsScriptCreated"] = Definition["qIsScriptCreated"]?.DeepClone();
            }

            return json;
        }
    }
}
