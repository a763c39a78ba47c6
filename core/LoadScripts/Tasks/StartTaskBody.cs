using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;

namespace Butler.Core.LoadScripts.Tasks;

/// <summary>The body of a start: a list of items, each with a type and a payload.</summary>
internal sealed class StartTaskBody
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxItems = 1000;
    private const string IdType = "starttaskid";
    private const string TagType = "starttasktag";
    private const string CustomPropertyType = "starttaskcustomproperty";
    private const string KeyValueType = "keyvaluestore";

    private static readonly ApiField TaskId = ApiField.Text("taskId", $"The task, of {IdType}.");
    private static readonly ApiField Tag = ApiField.Text("tag", $"The tag, of {TagType}.");
    private static readonly ApiField PropertyName = ApiField.Text("customPropertyName", $"The property, of {CustomPropertyType}.");
    private static readonly ApiField PropertyValue = ApiField.Text("customPropertyValue", $"The value, of {CustomPropertyType}.");
    private static readonly ApiField Namespace = ApiField.Text("namespace", $"The namespace, of {KeyValueType}.");
    private static readonly ApiField Key = ApiField.Text("key", $"The key, of {KeyValueType}.");
    private static readonly ApiField Value = ApiField.Text("value", $"The value, of {KeyValueType}.");
    private static readonly ApiField TimeToLive = ApiField.Number("ttl", $"The time to live in milliseconds, of {KeyValueType}.");

    private static readonly ApiField ItemType = ApiField.Text("type", "What the item is.").Required() with
    {
        Choices = [KeyValueType, IdType, TagType, CustomPropertyType],
    };

    private static readonly ApiField Payload = ApiField.Object(
        "payload", "The item's content.", TaskId, Tag, PropertyName, PropertyValue, Namespace, Key, Value, TimeToLive).Required();

    private readonly List<string> ids = [];
    private readonly List<string> tags = [];
    private readonly List<CustomPropertyValue> properties = [];
    private readonly List<KeyValuePairItem> pairs = [];

    /// <summary>The fields of an item.</summary>
    public static IReadOnlyList<ApiField> Fields { get; } = [ItemType, Payload];

    /// <summary>The pairs to set before the start.</summary>
    public IReadOnlyList<KeyValuePairItem> Pairs => pairs;

    /// <summary>Reads the body of a request; a missing one is an empty list.</summary>
    /// <exception cref="ProblemException">The body is invalid.</exception>
    public static async Task<StartTaskBody> ReadAsync(HttpContext context)
    {
        var body = new StartTaskBody();
        foreach (var item in await RequestFields.BodyItemsAsync(context, MaxBytes, MaxItems))
        {
            body.Add(item.Text(ItemType)!, item.Object(Payload)!);
        }

        return body;
    }

    /// <summary>The selections of the body, after the task of the path.</summary>
    public StartTaskArguments Arguments(string? taskOfPath, bool allTaskIdsMustExist) => new()
    {
        TaskIds = taskOfPath is null ? ids : [taskOfPath, .. ids],
        Tags = tags,
        CustomProperties = properties,
        AllTaskIdsMustExist = allTaskIdsMustExist,
    };

    private void Add(string type, RequestFields payload)
    {
        switch (type)
        {
            case IdType:
                ids.Add(payload.RequiredText(TaskId));
                break;
            case TagType:
                tags.Add(payload.RequiredText(Tag));
                break;
            case CustomPropertyType:
                properties.Add(new CustomPropertyValue(payload.RequiredText(PropertyName), payload.RequiredText(PropertyValue)));
                break;
            default:
                pairs.Add(new KeyValuePairItem(
                    payload.RequiredText(Namespace), payload.RequiredText(Key), payload.RequiredText(Value),
                    payload.Number(TimeToLive) ?? 0));
                break;
        }
    }
}
