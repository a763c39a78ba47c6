using System.Security.Cryptography;
using System.Text;

namespace Butler.Functions.OpenApi;

/// <summary>The style of the page. The page's content security policy allows this style alone, by its hash.</summary>
internal static class ApiPageStyle
{
    /// <summary>The text between the tags.</summary>
    public const string Text = """
        :root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #fff; --code: #f3f5f7; --link: #0757a0;
          --get: #0757a0; --post: #1a6b35; --put: #7d4e00; --delete: #a4181f }
        @media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --soft: #a0a8b0; --line: #3a4149; --back: #15191d; --code: #1f252b;
          --link: #7cbcff; --get: #7cbcff; --post: #6bd08b; --put: #e3b341; --delete: #ff8f8a } }
        * { box-sizing: border-box }
        body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); display: grid;
          grid-template-columns: 17rem minmax(0, 54rem); gap: 3rem; padding: 0 2rem }
        a { color: var(--link) }
        nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 2rem 0; font-size: .9rem }
        nav h2 { font-size: .8rem; margin: 1.2rem 0 .3rem; color: var(--soft) }
        nav ul { list-style: none; margin: 0; padding: 0 } nav li { margin: .15rem 0; overflow-wrap: anywhere }
        nav a { text-decoration: none } nav a:hover { text-decoration: underline }
        main { padding: 2rem 0 6rem }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem }
        main h2 { margin: 3.5rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line) }
        article { margin: 2rem 0; padding: 1.1rem 1.3rem 1.3rem; border: 1px solid var(--line); border-radius: .6rem; scroll-margin: 1rem }
        article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link) }
        h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, Consolas, monospace; overflow-wrap: anywhere }
        h4 { margin: 1.2rem 0 .4rem; font-size: .95rem }
        .method { display: inline-block; min-width: 4.2rem; font-weight: 700 }
        .get { color: var(--get) } .post { color: var(--post) } .put { color: var(--put) } .delete { color: var(--delete) }
        .soft { color: var(--soft); font-size: .9rem }
        code, pre { font: .875rem/1.5 ui-monospace, Consolas, monospace; background: var(--code); border-radius: .3rem }
        code { padding: .1rem .3rem; overflow-wrap: anywhere } pre { padding: .8rem 1rem; overflow-x: auto; margin: .4rem 0 }
        pre code { padding: 0; background: none; overflow-wrap: normal }
        table { border-collapse: collapse; width: 100%; font-size: .92rem } td, th { text-align: left; vertical-align: top;
          padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line) }
        td:first-child { width: 11rem } th { font-weight: 600; border-top: 0; color: var(--soft) }
        details { margin-top: .8rem } summary { cursor: pointer; font-weight: 600; font-size: .95rem }
        @media (max-width: 60rem) { body { display: block; padding: 0 1rem } nav { position: static; height: auto; padding: 1.5rem 0 0 }
          main { padding-top: 1rem } td, th { padding-right: .5rem } }
        """;

    /// <summary>The source expression of the policy.</summary>
    public static string Hash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
