using System.Globalization;
using System.Text.RegularExpressions;

namespace Butler.Functions.Tests.LoadScripts;

/// <summary>A request of the REST connector.</summary>
internal sealed record QlikRequest(string Connection, string Url, IReadOnlyList<(string Name, string Value)> Headers, string? Body)
{
    /// <summary>The method that the API sees.</summary>
    public string Method => Headers.FirstOrDefault(header => header.Name == "X-HTTP-Method-Override").Value ?? "GET";
}

/// <summary>Runs the subset of the load script that the subs use, and throws at everything else.</summary>
/// <param name="send">Sends a request; null: the request failed.</param>
/// <param name="codePoints">Whether a character is a code point; else a unit of UTF-16.</param>
/// <param name="time">The clock; a script that sleeps moves it.</param>
internal sealed partial class QlikEngine(Func<QlikRequest, Task<string?>> send, bool codePoints = true, TimeProvider? time = null)
{
    /// <summary>Variables that a script need not set.</summary>
    private static readonly string[] Optional = ["vButlerUrl", "vButlerHost", "vButlerPort", "vButlerGet", "vButlerPost"];

    private readonly Dictionary<string, QlikSub> subs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<Dictionary<string, string?>> frames = new();

    public Dictionary<string, string?> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["ScriptErrorCount"] = "0",
        ["ScriptErrorDetails"] = null,
        ["ErrorMode"] = "1",
    };

    public List<QlikTable> Tables { get; } = [];

    public List<string> Traces { get; } = [];

    /// <summary>Whether QUALIFY * holds: fields are named with their table.</summary>
    public bool Qualify { get; init; }

    public Task RunAsync(string script) => RunAsync(QlikScript.Parse(script));

    private async Task RunAsync(IReadOnlyList<QlikNode> nodes)
    {
        foreach (var node in nodes)
        {
            await RunAsync(node);
        }
    }

    private async Task RunAsync(QlikNode node)
    {
        switch (node)
        {
            case QlikSub sub:
                subs.Add(sub.Name, sub);
                break;
            case QlikCall call:
                await CallAsync(call);
                break;
            case QlikIf choice:
                await RunAsync(choice.Branches.FirstOrDefault(branch => QlikExpression.IsTrue(Evaluate(branch.Condition))).Body ?? []);
                break;
            case QlikFor loop:
                for (var (at, end) = (Whole(loop.From), Whole(loop.To)); at <= end; at++)
                {
                    Set(loop.Name, at.ToString(CultureInfo.InvariantCulture));
                    await RunAsync(loop.Body);
                }

                break;
            case QlikLoop loop:
                do
                {
                    await RunAsync(loop.Body);
                }
                while (QlikExpression.IsTrue(Evaluate(loop.Condition)));
                break;
            case QlikStatement statement:
                await ExecuteAsync(statement);
                break;
        }
    }

    /// <summary>Parameters are copied in, and those that are variables are copied back.</summary>
    private async Task CallAsync(QlikCall call)
    {
        var sub = subs[call.Name];
        var arguments = Arguments(call.Arguments);
        if (arguments.Count > sub.Parameters.Count)
        {
            throw new FormatException($"line {call.Line}: {call.Name} has {sub.Parameters.Count} parameters");
        }

        var frame = sub.Parameters
            .Select((parameter, index) => (parameter, Value: index < arguments.Count ? Evaluate(Expand(arguments[index])) : null))
            .ToDictionary(parameter => parameter.parameter, parameter => parameter.Value);
        frames.Push(frame);
        await RunAsync(sub.Body);
        frames.Pop();
        foreach (var (parameter, argument) in sub.Parameters.Zip(arguments).Where(pair => Variable().IsMatch(pair.Second)))
        {
            Set(argument, frame[parameter]);
        }
    }

    private QlikFunctions Functions => new(Tables, codePoints, time ?? TimeProvider.System);

    private int Whole(string expression) => (int)QlikExpression.Number(Evaluate(expression))!.Value;

    private string? Evaluate(string expression) => new QlikExpression(Get, Functions.Call).Evaluate(Expand(expression));

    private string? Get(string name) => frames.Count > 0 && frames.Peek().TryGetValue(name, out var local) ? local
        : Variables.TryGetValue(name, out var value) || Optional.Contains(name) ? value
        : throw new FormatException($"the variable {name} is not set");

    private void Set(string name, string? value) =>
        (frames.Count > 0 && frames.Peek().ContainsKey(name) ? frames.Peek() : Variables)[name] = value;

    /// <summary>What a variable expands to is expanded, too.</summary>
    private string Expand(string text) => Expansion().Replace(text, match => Expand(
        (frames.Count > 0 && frames.Peek().TryGetValue(match.Groups[1].Value, out var local) ? local : null)
        ?? Variables.GetValueOrDefault(match.Groups[1].Value) ?? ""));

    /// <summary>The parts between the commas outside quotes and parentheses.</summary>
    public static List<string> Arguments(string list) =>
        [.. Argument().Matches(list).Select(match => match.Value.Trim()).Where(argument => argument.Length > 0)];

    [GeneratedRegex(@"(?:'[^']*'|\((?>[^()']|'[^']*'|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)|[^,'(])+")]
    private static partial Regex Argument();

    [GeneratedRegex(@"^\w+$")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Expansion();
}
