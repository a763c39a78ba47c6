using Butler.Cli.CommandLine;
using Butler.Core.Configuration;
using Butler.Core.Text;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;

namespace Butler.Cli.Cloud;

/// <summary>
/// The tenants of butler.yaml. Only the section <c>qlikCloud</c> is read, so that the secrets of the channels need not be at hand.
/// </summary>
/// <param name="file">The file's name.</param>
/// <param name="tenants">Its tenants.</param>
internal sealed class CloudSection(string file, IReadOnlyList<TenantOptions> tenants)
{
    private const string Guide = "docs/qlik-cloud.md shows how";

    private static readonly YamlType<CloudOptions> Type = Yaml.Object(keys =>
    {
        if (keys.Has("Butler"))
        {
            keys.Fail("Butler", YamlFile.OfButler);
        }

        var cloud = keys.Optional("qlikCloud", CloudYaml.Type, new CloudOptions(), "Qlik Cloud.");
        keys.IgnoreTheRest();
        return cloud;
    });

    /// <summary>Reads the section.</summary>
    /// <param name="file">A path, or the address of a blob.</param>
    /// <param name="environment">The variables that the section names.</param>
    /// <exception cref="RefusedCommandException">The file cannot be read, or the section has faults.</exception>
    public static async Task<CloudSection> ReadAsync(string file, Func<string, string?> environment)
    {
        var source = AppSettings.Configuration(name => name == "BUTLER_CONFIG" ? file : environment(name));
        try
        {
            var read = await source.ReadIfChangedAsync(null, CancellationToken.None);
            var text = FileText.Decode(source.Name, read!.Content.Span);
            return new CloudSection(source.Name, YamlFile.Read(source.Name, text, Type, environment).Tenants);
        }
        catch (ConfigurationException e)
        {
            throw new RefusedCommandException($"faulty configuration{Environment.NewLine}{e.Message}", e);
        }
        catch (IOException e)
        {
            throw new RefusedCommandException($"{source.Name}: {e.Message}", e);
        }
    }

    /// <summary>Finds a tenant with an API key or an OAuth client.</summary>
    /// <param name="name">The name; null if it is not given, which a file with one tenant does not need.</param>
    /// <exception cref="RefusedCommandException">
    /// The file has no such tenant; it has several and the name is not given; or the tenant has neither apiKey nor oauth.
    /// </exception>
    public TenantOptions Tenant(string? name)
    {
        var names = tenants.Select(tenant => tenant.Name).ToList();
        var tenant = (name, tenants) switch
        {
            (_, []) => throw new RefusedCommandException($"{file} has no tenant of Qlik Cloud; add it to qlikCloud.tenants ({Guide})"),
            (null, [var only]) => only,
            (null, _) => throw new RefusedCommandException($"say which tenant: --tenant NAME; {file} has {string.Join(", ", names)}"),
            _ => tenants.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new RefusedCommandException(
                    $"there is no tenant '{name}' in {file}, which has {string.Join(", ", names)}{DidYouMean.Hint(name, names)}"),
        };
        return tenant.Access is not null ? tenant : throw new RefusedCommandException(
            $"the tenant {tenant.Name} in {file} has neither apiKey nor oauth, so Qlik Cloud cannot be asked; add one of them ({Guide})");
    }
}
