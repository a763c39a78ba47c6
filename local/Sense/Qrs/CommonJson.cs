using System.Text.Json.Nodes;
using Butler.Local.Sense.Datagrams;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Qrs;

/// <summary>The JSON that many of QRS's entities share, and that of small entities.</summary>
internal static class CommonJson
{
    private const string Created = "2029-02-05T09:30:00.000Z";
    private const string Modified = "2031-01-20T14:05:12.340Z";

    public static JsonObject Entity(Guid id, string schema, string modifiedBy = @"INTERNAL\sa_repository") => new()
    {
        ["id"] = id,
        ["createdDate"] = Created,
        ["modifiedDate"] = Modified,
        ["modifiedByUserName"] = modifiedBy,
        ["schemaPath"] = schema,
        ["privileges"] = null,
    };

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> shape) => [.. items.Select(shape)];

    public static JsonObject Named(Guid id, string name) => new() { ["id"] = id, ["name"] = name, ["privileges"] = null };

    public static JsonArray Tags(IEnumerable<SenseTag> tags) => Array(tags, tag => Named(tag.Id, tag.Name));

    public static JsonArray CustomProperties(IEnumerable<CustomPropertyValue> values) => Array(values, value =>
    {
        var json = Entity(Guid.Parse(SenseDatagram.IdOf($"{value.Definition.Name}={value.Value}")), "CustomPropertyValue");
        json["value"] = value.Value;
        json["definition"] = Named(value.Definition.Id, value.Definition.Name);
        json["definition"]!["valueType"] = "Text";
        json["definition"]!["choiceValues"] = Array(value.Definition.Choices, choice => choice);
        return json;
    });

    public static JsonObject Tag(SenseTag tag)
    {
        var json = Entity(tag.Id, "Tag");
        json["name"] = tag.Name;
        return json;
    }

    public static JsonObject Stream(SenseStream stream)
    {
        var json = Entity(stream.Id, "Stream");
        json["name"] = stream.Name;
        json["owner"] = User(People.Repository);
        json["tags"] = new JsonArray();
        json["customProperties"] = new JsonArray();
        return json;
    }

    public static JsonObject Definition(CustomPropertyDefinition definition)
    {
        var json = Entity(definition.Id, "CustomPropertyDefinition");
        json["name"] = definition.Name;
        json["valueType"] = "Text";
        json["choiceValues"] = Array(definition.Choices, choice => choice);
        json["objectTypes"] = Array(definition.ObjectTypes, type => type);
        json["description"] = "";
        return json;
    }

    /// <summary>A user in another entity.</summary>
    public static JsonObject User(SenseUser user)
    {
        var json = Named(user.Id, user.Name);
        json["userId"] = user.UserId;
        json["userDirectory"] = user.Directory;
        json["userDirectoryConnectorName"] = user.Directory;
        return json;
    }

    /// <summary>A user with all properties.</summary>
    public static JsonObject FullUser(SenseUser user)
    {
        var json = Entity(user.Id, "User");
        foreach (var (name, value) in User(user).ToArray())
        {
            json[name] = value?.DeepClone();
        }

        json["roles"] = user == People.Repository ? new JsonArray("RootAdmin") : new JsonArray();
        json["attributes"] = user.Email is null ? new JsonArray() : new JsonArray(
            Attribute("Email", user.Email), Attribute("group", "BI users"));
        json["inactive"] = user.IsInactive;
        json["removedExternally"] = user.IsRemovedExternally;
        json["blacklisted"] = user.IsBlocked;
        json["deleteProhibited"] = user.Directory == "INTERNAL";
        json["tags"] = Tags(user.Tags);
        json["customProperties"] = CustomProperties(user.CustomProperties);
        return json;
    }

    private static JsonObject Attribute(string type, string value) => new()
    {
        ["attributeType"] = type,
        ["attributeValue"] = value,
        ["externalId"] = "",
        ["schemaPath"] = "UserAttribute",
    };
}
