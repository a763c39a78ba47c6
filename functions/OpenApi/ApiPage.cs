using System.Net;
using System.Text;

namespace Butler.Functions.OpenApi;

/// <summary>The API as a page for people, complete in itself.</summary>
internal static class ApiPage
{
    public static string Html(ApiCatalog catalog) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>Butler Functions API</title>
        <style>{{ApiPageStyle.Text}}</style>
        </head>
        <body>
        <nav aria-label="Operations">
        {{Contents(catalog)}}</nav>
        <main>
        <h1>Butler Functions API</h1>
        {{Introduction}}
        {{Operations(catalog)}}</main>
        </body>
        </html>

        """;

    /// <summary>Text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Introduction = """
        <p>Paths are below <code>https://NAME.azurewebsites.net/api</code>, or <code>http://localhost:7071/api</code> under
        <code>butler up</code>. The same description for programs is <code>/api/openapi.json</code> (OpenAPI 3.1).</p>
        <ul>
        <li>Send a function key in the header <code>x-functions-key</code>. Where only the URL can be changed, send it as
        <code>?code=</code>.</li>
        <li>Load scripts can only GET and POST: a POST with the header <code>X-HTTP-Method-Override</code> stands for the method that the
        header names.</li>
        <li>A body is read as JSON whatever its content type. Numbers and booleans in a body may be texts.</li>
        <li>Errors are problem JSON (RFC 9457). <code>detail</code> says what is wrong and how to fix it.</li>
        <li>The name of a function is what <code>api.callers</code> and <code>api.disabled</code> in <code>butler.yaml</code> name.</li>
        </ul>
        <p>The examples use two variables of the shell, <code>URL</code> (with <code>/api</code> at its end) and <code>KEY</code>.
        Load scripts use the data connections <code>Butler_GET</code> and <code>Butler_POST</code>, which hold the key.</p>
        """;

    private static string Contents(ApiCatalog catalog)
    {
        var html = new StringBuilder();
        foreach (var group in catalog.Groups)
        {
            html.Append("<h2>").Append(Text(group.Name)).Append("</h2>\n<ul>\n");
            foreach (var route in group.Routes)
            {
                foreach (var operation in route.Route.Operations)
                {
                    html.Append("<li><a href=\"#").Append(Text(route.Id(operation))).Append("\">")
                        .Append(Text(operation.Summary.TrimEnd('.'))).Append("</a></li>\n");
                }
            }

            html.Append("</ul>\n");
        }

        return html.ToString();
    }

    private static string Operations(ApiCatalog catalog)
    {
        var html = new StringBuilder();
        foreach (var group in catalog.Groups)
        {
            html.Append("<section>\n<h2>").Append(Text(group.Name)).Append("</h2>\n");
            foreach (var route in group.Routes)
            {
                foreach (var operation in route.Route.Operations)
                {
                    ApiPageOperation.Append(html, route, operation);
                }
            }

            html.Append("</section>\n");
        }

        return html.ToString();
    }
}
