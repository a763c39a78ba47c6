using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>The subs of <c>load-scripts/butler_subs.qvs</c>.</summary>
internal static partial class Subs
{
    /// <summary>A text with everything that has a meaning of its own somewhere on its way: in Qlik, in JSON, in a URL.</summary>
    public const string Hostile = " \"\"a\" \\b; $(vButlerUrl) $(=1) 'c' // d /* e */ [f] {g}, %20 #h?i&j=k+l \r\n\t\u0007\u001f å € 😀";

    public static string Text { get; } = File.ReadAllText(Repository.PathOf("load-scripts/butler_subs.qvs"));

    public static IReadOnlyList<QlikSub> All { get; } = [.. QlikScript.Parse(Text).OfType<QlikSub>()];

    /// <summary>Those that scripts call; the names of the others begin with Butler.</summary>
    public static IEnumerable<QlikSub> Public => All.Where(sub => !IsHelper(sub));

    public static bool IsHelper(QlikSub sub) => sub.Name.StartsWith("Butler", StringComparison.Ordinal) && sub.Name != "ButlerInit";

    /// <summary>A local variable of a sub, in the list of its parameters.</summary>
    public static bool IsLocal(string parameter) => Local().IsMatch(parameter);

    /// <summary>A script with the subs and some statements.</summary>
    public static string Script(params IReadOnlyList<string> statements) => string.Join('\n', [Text, .. statements]);

    /// <summary>The calls of the test, one of each sub. n1 to n9 are variables.</summary>
    public static readonly string[] Calls =
    [
        "Call ButlerInit",
        "Call PingButler('vResult')",
        "Call GetEnabledButlerAPIEndpoints('Endpoints')",
        "Call Base62ToBase16(n1, 'vResult')",
        "Call Base16ToBase62(n1, 'vResult')",
        "Call AddKeyValue(n1, n2, n3, 60000)",
        "Call AddKeyValue(n1, n2, n3)",
        "Call GetKeyValue(n1, n2, 'vResult')",
        "Call IncrementKeyValue(n1, n2, 0.5, 'vResult')",
        "Call DeleteKeyValue(n1, n2)",
        "Call ExistsKeyValue(n1, n2, 'vResult')",
        "Call DeleteKeyValueNamespace(n1)",
        "Call GetKeyValueNamespaces('Namespaces')",
        "Call GetAllKeysInNamespace('Keys', n1)",
        "Call StartTask(n1, '', '', '', '')",
        "Call StartTask('-', 'Ids', 'Tags', 'Properties', 'Values', 'Started')",
        "Call StartTask_KeyValue(n1, n2, n3, n4, 60000)",
        "Call GetExecution(n1, 'Execution')",
        "Call WaitForExecution(n1, 0, 'vResult')",
        "Call GetSchedules('Schedules')",
        "Call CreateSchedule(n1, n2, n3, n4, 'started', vList, 'vResult')",
        "Call StartSchedule(n1)",
        "Call StopSchedule(n1)",
        "Call DeleteSchedule(n1)",
        "Call GetApps('Apps')",
        "Call DumpApp(n1, 'vResult')",
        "Call ReloadSenseApp(n1, 'true', 1, vList, vDoubled)",
        "Call ReloadSenseApp(n1, 'false', 0, '', '')",
        "Call CopyFile(n1, n2, 'true', 'false')",
        "Call MoveFile(n1, n2, 'true')",
        "Call DeleteFile(n1)",
        "Call CreateDir(n1)",
        "Call CreateDirQVD(n1)",
        "Call PostToMQTT(n1, n2)",
        "Call PostToSlack(n1, n2, n3, n4)",
        "Call PostToTeams(n1, n2, n3)",
        "Call PostToTeams(n1, n2, '')",
        "Call SendEmail('a@example.com; b@example.com,', n1, n2, n3)",
        "Call PostNewRelicEvent(n1, 'Properties')",
        "Call PostNewRelicMetric(n1, '0,5', '')",
    ];

    [GeneratedRegex("^l[A-Z]")]
    private static partial Regex Local();
}
