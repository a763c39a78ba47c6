using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Butler.Core.Api;
using Butler.Functions.OpenApi;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.OpenApi;

public sealed partial class ApiPageTests
{
    [Fact]
    public async Task The_page_shows_each_operation_and_loads_nothing_from_elsewhere()
    {
        await using var site = await ApiSite.StartAsync();
        using var response = await site.SendAsync("GET ../docs?code=s3cr3t");
        var html = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'sha256-");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        html.ShouldNotContain("s3cr3t");
        Elsewhere().Matches(html).Select(match => match.Value).ShouldBeEmpty();
        foreach (var route in site.App.Services.Routes)
        {
            foreach (var operation in route.Operations)
            {
                html.ShouldContain($"{operation.Method}</span> /{route.Path}</h3>");
            }
        }
    }

    /// <summary>The policy of the page names its style by hash, and a browser would ignore a style that differs.</summary>
    [Fact]
    public async Task The_style_is_the_one_that_the_policy_allows()
    {
        await using var site = await ApiSite.StartAsync();
        using var response = await site.SendAsync("GET ../docs");
        var html = await response.Content.ReadAsStringAsync();

        var style = html[(html.IndexOf("<style>", StringComparison.Ordinal) + 7)..html.IndexOf("</style>", StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain($"style-src 'sha256-{hash}'");
    }

    [Fact]
    public async Task The_page_is_well_formed_and_its_links_lead_to_operations()
    {
        await using var site = await ApiSite.StartAsync();
        using var response = await site.SendAsync("GET ../docs");

        var page = Parse(await response.Content.ReadAsStringAsync());

        var links = page.Descendants("a").Select(link => link.Attribute("href")!.Value).ToList();
        links.ShouldBe(page.Descendants("article").Select(article => $"#{article.Attribute("id")!.Value}"));
        links.ShouldBeUnique();
    }

    [Fact]
    public void An_operation_is_shown_with_its_fields_answers_and_examples() => Repository.ShouldMatch(
        "tests/Butler.Functions.Tests/OpenApi/Expected/operation.html", Article(Route(
            "PUT", "v4/incidents/{id}/ack", "Does it.", ApiField.Text("say \"hi\"", "What is said."),
            ApiField.Objects("tasks", "The tasks.", ApiField.Integer("count", 1, 9, "How many.").Required()))));

    [Fact]
    public void Declared_texts_are_shown_as_texts()
    {
        const string Hostile = "</article><script>alert(1)</script>&amp;\"'";
        var article = Article(Route("GET", "v4/incidents", Hostile, ApiField.Text(Hostile, Hostile) with { Example = Hostile }));

        article.ShouldNotContain("<script");
        Parse(article).Root!.Elements("p").First().Nodes().OfType<XText>().First().Value.Trim().ShouldBe(Hostile);
    }

    private static CatalogRoute Route(string method, string path, string summary, params IReadOnlyList<ApiField> fields) =>
        new("Group", "Function", new ApiRoute(path, new ApiOperation<Problem>(
            method, summary, Problem.Json, _ => throw new InvalidOperationException("It is not called."))
        {
            Body = method == "GET" ? [] : fields,
            Query = method == "GET" ? fields : [],
            Also = [(409, summary)],
        }));

    private static string Article(CatalogRoute route)
    {
        var html = new StringBuilder();
        ApiPageOperation.Append(html, route, route.Route.Operations[0]);
        return html.ToString();
    }

    /// <summary>The page keeps to the forms of HTML that XML shares, but for three tags.</summary>
    private static XDocument Parse(string html) => XDocument.Parse(Unclosed().Replace(html, "$0</meta>")
        .Replace("<!doctype html>", "", StringComparison.Ordinal)
        .Replace("<details open>", "<details>", StringComparison.Ordinal));

    [GeneratedRegex("<meta [^>]*>")]
    private static partial Regex Unclosed();

    [GeneratedRegex("(src|href)=\"(?!#)[^\"]*\"|url\\(|@import|<script|<link|<img")]
    private static partial Regex Elsewhere();
}
