using System.Security.Cryptography;
using System.Text;
using Butler.Core.Text;

namespace Butler.Functions.SystemInfo;

/// <summary>The page that shows a configuration. It has no scripts, and its address, which may hold a key, goes nowhere.</summary>
internal static class ConfigurationPage
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
        pre { padding: 1rem; border: 1px solid #8888; border-radius: .4rem; overflow-x: auto; font: 14px/1.45 ui-monospace, monospace }
        .fault { border-color: #c00 }
        """;

    /// <summary>The headers, which let a browser run nothing, keep nothing and tell nobody.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } =
    [
        ("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"
            + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    public static string Html(ConfigurationView view) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>Configuration: {{TextEscape.Html(view.Name)}}</title>
        <style>{{Style}}</style>
        </head>
        <body>
        <h1>Configuration</h1>
        <p>{{TextEscape.Html(view.Name)}}</p>
        {{Fault(view.Fault)}}<pre>{{TextEscape.Html(view.Shown.Text)}}</pre>
        <p>Secrets are hidden. A value such as ${NAME} comes from an environment variable or an app setting.</p>
        {{Relays(view.Relays ?? [])}}</body>
        </html>

        """;

    private static string Fault(string? fault) => fault is null ? "" :
        $"<p>The newest version has faults, so the last good one, shown here, is in use:</p>\n<pre class=\"fault\">{TextEscape.Html(fault)}"
        + "</pre>\n";

    private static string Relays(IReadOnlyList<ShownRelay> relays) => relays.Count == 0 ? "" :
        "<h2>Relays</h2>\n<p>For the configuration of a relay, add one of these to the address:</p>\n<ul>\n"
        + string.Concat(relays.Select(relay => $"<li><code>{TextEscape.Html(Query(relay))}</code></li>\n")) + "</ul>\n";

    private static string Query(ShownRelay relay) =>
        $"site={Uri.EscapeDataString(relay.Site)}&relay={Uri.EscapeDataString(relay.Relay)}";
}
