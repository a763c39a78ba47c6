using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Butler.Core.Configuration;

namespace Butler.Architecture.Tests;

/// <summary>The text of a record shows no secret: it ends up in logs, errors and debuggers.</summary>
public sealed partial class SecretsTests
{
    private const string Marker = "hunter2";

    /// <summary>
    /// What looks like a secret by its name or type and is none. A new member goes here only with a look at all that it may hold.
    /// </summary>
    private static readonly string[] NotSecret =
    [
        "SiteOptions.QmcUrl", "SiteOptions.HubUrl", "SiteOptions.AppBaseUrl", "LinkOptions.Url", "AlertLink.Url", "NewRelicUrls.Event",
        "NewRelicUrls.Log", "NewRelicUrls.Metric",
        "EngineOptions.Url", "ProxyOptions.Url", // addresses without credentials
        // Names of keys and partitions.
        "KeyValueAnswer.Key", "KeyAnswer.Key", "KeyValuePairItem.Key", "KeyValueToSet.Key",
        "ConfigurationFault.Key", "IncidentSubject.Key", "GroupJoin.Key", "GroupIdentity.Key", "ThrottleHold.Key",
        "RunningUp.Sense", "RunningCloud.Address", "CloudCall.Simulator", // this machine's addresses of the simulators
        "EmulatorOptions.SharedAccessKey", // the emulator's, which everybody knows
    ];

    private static readonly Assembly[] Product =
        [.. new[] { "Butler.Core", "butler-functions", "butler-relay", "Butler.Local", "butler" }.Select(Assembly.Load)];

    [Fact]
    public void A_record_with_a_secret_writes_a_text_of_its_own_that_hides_it()
    {
        var holders = Product.SelectMany(a => a.GetTypes()).Where(IsRecord).Select(type => (Type: type, Members: Secrets(type)))
            .Where(t => t.Members.Count > 0).ToList();
        holders.Count.ShouldBeGreaterThan(10);
        holders.Where(t => WritesItsMembers(t.Type)).Select(t =>
            $"{t.Type.FullName} shows {string.Join(", ", t.Members.Select(m => m.Name))}: mark them [Secret] and override ToString")
            .ShouldBeEmpty();
        foreach (var (type, members) in holders.Where(t => !t.Type.IsAbstract && !t.Type.ContainsGenericParameters))
        {
            var one = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var member in members)
            {
                member.SetValue(one, member.PropertyType == typeof(Uri) ? new Uri("https://example.com/" + Marker) : Marker);
            }

            one.ToString()!.ShouldNotContain(Marker);
        }
    }

    [Fact]
    public void What_is_marked_secret_is_in_a_record_or_has_no_text() =>
        Product.SelectMany(a => a.GetTypes())
            .Where(t => t.GetProperties(All).Any(p => p.IsDefined(typeof(SecretAttribute), inherit: false)) && WritesItsMembers(t))
            .ShouldBeEmpty();

    [Fact]
    public void Every_exception_is_still_there()
    {
        var known = Product.SelectMany(a => a.GetTypes()).SelectMany(t => t.GetProperties(All).Select(p => $"{t.Name}.{p.Name}"))
            .ToHashSet();
        NotSecret.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", All | BindingFlags.DeclaredOnly) is not null;

    private static List<PropertyInfo> Secrets(Type type) =>
    [
        .. type.GetProperties(All).Where(
            p => p.SetMethod is not null && (p.PropertyType == typeof(string) || p.PropertyType == typeof(Uri)))
            .Where(p => p.IsDefined(typeof(SecretAttribute))
                || ((p.PropertyType == typeof(Uri) || SecretName().IsMatch(p.Name)) && !NotSecret.Contains($"{type.Name}.{p.Name}"))),
    ];

    /// <summary>Whether the compiler wrote its text, which shows all members.</summary>
    private static bool WritesItsMembers(Type type) =>
        IsRecord(type)
            && type.GetMethod("ToString", BindingFlags.Instance | BindingFlags.Public, [])!.IsDefined(typeof(CompilerGeneratedAttribute));

    [GeneratedRegex("(?i)password|secret|token$|api_?key|accesskey$|credential|connectionstring|signature|^key$|url$")]
    private static partial Regex SecretName();
}
