using System.Text.Json;

namespace Butler.Infrastructure.Tests.Support;

/// <summary>
/// What a parameter file deploys: the snapshot that the Bicep compiler predicts, which <c>infra/check</c> compares with the files. What is
/// known only while something is deployed stands in it as an expression.
/// </summary>
internal sealed class Deployment
{
    private readonly JsonElement[] resources;

    private Deployment(JsonElement root)
    {
        resources = [.. root.GetProperty("predictedResources").EnumerateArray()];
        Outputs = root.GetProperty("outputs").EnumerateObject().ToDictionary(output => output.Name, output => output.Value.ToString());
    }

    /// <summary>The parameter files that lie in <c>infra/params</c>.</summary>
    public static TheoryData<string> All => ["dev", "test", "prod", "private"];

    /// <summary>The outputs by their names.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; }

    /// <summary>The app settings of the function app.</summary>
    public IReadOnlyDictionary<string, string> AppSettings => Resources("Microsoft.Web/sites").Single()
        .GetProperty("properties").GetProperty("siteConfig").GetProperty("appSettings").EnumerateArray()
        .ToDictionary(setting => setting.GetProperty("name").GetString()!, setting => setting.GetProperty("value").GetString()!);

    /// <summary>The queues without their namespace, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Queues =>
        Resources("Microsoft.ServiceBus/namespaces/queues").ToDictionary(Name, queue => queue.GetProperty("properties"));

    /// <summary>Reads the snapshot of a parameter file.</summary>
    public static Deployment Read(string parameters) =>
        new(JsonDocument.Parse(File.ReadAllText(Repository.PathOf($"infra/params/{parameters}.snapshot.json"))).RootElement);

    /// <summary>The resources of a type, in the order of their deployment.</summary>
    public IEnumerable<JsonElement> Resources(string type) =>
        resources.Where(resource => resource.GetProperty("type").GetString() == type);

    /// <summary>All resources.</summary>
    public IEnumerable<JsonElement> Resources() => resources;

    /// <summary>The last part of a resource's name.</summary>
    public static string Name(JsonElement resource) => resource.GetProperty("name").GetString()!.Split('/')[^1];

    /// <summary>The name of the resource to which another one, such as a role assignment, belongs.</summary>
    public static string Scope(JsonElement resource)
    {
        var parts = resource.GetProperty("id").GetString()!.Split("/providers/");
        return parts[^2].Split('/')[^1];
    }
}
