using System.Globalization;
using Butler.Core.Api;
using Butler.Functions.Api;

namespace Butler.Functions.KeyValues;

/// <summary>The namespace and the key of a request.</summary>
internal static class KeyNames
{
    /// <summary>Butler's switch for the store.</summary>
    public const string ButlerFlag = "keyValueStore";

    /// <summary>The maximum length of a namespace and of a key, in characters.</summary>
    public const int MaxLength = 4000;

    /// <summary>The namespace of the path, which the caller must be allowed to use.</summary>
    public static string Namespace(HttpContext context)
    {
        var name = Checked(context.RouteText("namespace"), "namespace");
        Caller.Of(context).RequireNamespace(name);
        return name;
    }

    /// <summary>The key of the path.</summary>
    public static string Key(HttpContext context) => Checked(context.RouteText("key"), "key");

    /// <summary>Checks a name's length.</summary>
    public static string Checked(string name, string what) => name.Length <= MaxLength ? name : throw ProblemException.ForLoadScripts(
        400, string.Create(CultureInfo.InvariantCulture, $"The {what} has {name.Length} characters; at most {MaxLength} are supported."));

    /// <summary>The problem of a missing namespace, in Butler's words and with Butler's status.</summary>
    public static ProblemException NoNamespace(string @namespace) =>
        ProblemException.ForLoadScripts(400, $"Namespace not found: {@namespace}");

    /// <summary>The problem of a missing key, in Butler's words and with Butler's status.</summary>
    public static ProblemException NoKey(string @namespace, string key) =>
        ProblemException.ForLoadScripts(400, $"Key '{key}' not found in namespace: {@namespace}");
}
