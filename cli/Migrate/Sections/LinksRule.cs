using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Links in alerts: <c>qlikSenseUrls</c> and <c>genericUrls</c>.</summary>
internal sealed class LinksRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        var site = new JsonObject();
        var urls = migration.Butler.In("qlikSenseUrls");
        foreach (var (key, place) in new[] { ("qmc", "qmcUrl"), ("hub", "hubUrl"), ("appBaseUrl", "appBaseUrl") })
        {
            if (urls.Has(key))
            {
                site[place] = urls.Url(key, KeyFate.App($"sites.default.{place}"));
            }
        }

        site["timeZone"] = migration.Zone.Id;
        migration.App["sites"] = new JsonObject { ["default"] = site };
        migration.Butler.Record("genericUrls", KeyFate.App("links"));
        foreach (var url in migration.Butler.Each("genericUrls"))
        {
            var link = new JsonObject
            {
                ["id"] = url.Required("id", KeyFate.App("links[].id")),
                ["text"] = url.Required("linkText", KeyFate.App("links[].text")),
                ["url"] = url.Url("url", KeyFate.App("links[].url")),
            };
            if (url.Text("comment", KeyFate.App("links[].comment")) is { } comment)
            {
                link["comment"] = comment;
            }

            Migration.List(migration.App, "links").Add(link);
        }
    }
}
