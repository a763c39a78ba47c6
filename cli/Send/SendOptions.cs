using System.CommandLine;
using System.Globalization;
using Butler.Cli.RunningApp;
using Butler.Core.Text;
using Butler.Local.QlikCloud.Tenants;
using Butler.Local.Sense.Datagrams;

namespace Butler.Cli.Send;

/// <summary>The options of <c>butler send</c>, and how they are read.</summary>
internal sealed class SendOptions
{
    private readonly Option<string?> to = Text(
        "--to", "host:port", "The address, by default the relay of `butler up`, else 127.0.0.1:9998");
    private readonly Option<string?> count = Text("--count", "N", "The number of datagrams, by default 1");
    private readonly Option<string?> rate = Text("--rate", "N", "The number per second; 0, the default, is full speed");
    private readonly Option<string?> task = Text("--task", "name", "The task's name");
    private readonly Option<string?> taskId = Text("--task-id", "guid", "The task's id, by default derived from its name");
    private readonly Option<string?> app = Text("--app", "name", "The app's name");
    private readonly Option<string?> appId = Text("--app-id", "guid", "The app's id, by default derived from its name");
    private readonly Option<string?> host = Text("--host", "name", "The Sense host that logs it");
    private readonly Option<string?> user = Text("--user", @"DIRECTORY\user", "The task's user");
    private readonly Option<string?> executionId = Text("--execution-id", "guid", "The execution's id, by default a new one per datagram");
    private readonly Option<string?> message = Text("--message", "text", "The log message");
    private readonly Option<string?> url = Text(
        "--url", "url", "Of Qlik Cloud's and monitors' events: the function app, by default that of `butler up`");
    private readonly Option<string?> tenant = Text(
        "--tenant", "name", "Of Qlik Cloud's events: the tenant's name in butler.yaml, by default that of `butler up`");
    private readonly Option<string?> secretFile = Text(
        "--secret-file", "file",
        $"Of Qlik Cloud's events: a file with the webhook's secret, by default that of `butler up`, or {CloudCall.SecretVariable}");
    private readonly Option<string?> data = Text(
        "--data", "dir", $"The directory where `butler up` keeps its state, by default {RunningUp.DefaultDirectory}");

    private readonly MonitorOptions monitors;

    public SendOptions() => monitors = new MonitorOptions(new Dictionary<string, Option<string?>>
    {
        ["host"] = host,
        ["taskName"] = task,
        ["taskId"] = taskId,
        ["appName"] = app,
        ["appId"] = appId,
        ["user"] = user,
        ["executionId"] = executionId,
        ["logMessage"] = message,
    });

    /// <summary>All options, in the order of the help text.</summary>
    public IReadOnlyList<Option> All =>
    [
        to, count, rate, task, taskId, app, appId, host, user, executionId, message, .. monitors.All, url, tenant, secretFile, data,
    ];

    /// <summary>Reads the request.</summary>
    /// <exception cref="FormatException">An option is not valid; the message says what was expected.</exception>
    public DatagramRequest Read(ParseResult parsed, Argument<string?> type)
    {
        Check(parsed, type);
        Refuse(parsed, [url, tenant, secretFile], $"is for Qlik Cloud's events only: {string.Join(", ", CloudCall.Types)}");
        Refuse(parsed, monitors.All, $"is for monitors' events only: {string.Join(", ", MonitorCall.Types)}");

        var up = RunningUp.Find(parsed.GetValue(data) ?? RunningUp.DefaultDirectory);
        var destination = UdpDestination.Parse(parsed.GetValue(to) ?? up?.Udp ?? "127.0.0.1");
        return new DatagramRequest
        {
            Type = ReadType(parsed.GetValue(type)),
            To = destination,
            Up = up is { Udp: { } udp } && destination == UdpDestination.Parse(udp) ? up : null,
            Count = ReadNumber(parsed, count, 1, 1, int.MaxValue, int.TryParse),
            Rate = ReadNumber(parsed, rate, 0.0, 0.0, 1_000_000.0, double.TryParse),
            Fields = new DatagramFields
            {
                Task = parsed.GetValue(task),
                TaskId = parsed.GetValue(taskId),
                App = parsed.GetValue(app),
                AppId = parsed.GetValue(appId),
                Host = parsed.GetValue(host),
                User = parsed.GetValue(user),
                ExecutionId = parsed.GetValue(executionId),
                Message = parsed.GetValue(message),
            },
        };
    }

    /// <summary>Reads a call of the webhook of Qlik Cloud.</summary>
    /// <exception cref="FormatException">An option is not valid; the message says what was expected.</exception>
    public CloudCall ReadCloud(ParseResult parsed, Argument<string?> type, Func<string, string?> environment)
    {
        Check(parsed, type);
        Refuse(
            parsed, [to, rate, task, taskId, host, user, executionId, app, .. monitors.All],
            "is for events of Qlik Sense; Qlik Cloud's have --app-id, --message and --count");

        var word = parsed.GetValue(type)!;
        var up = parsed.GetValue(url) is null ? RunningUp.Find(parsed.GetValue(data) ?? RunningUp.DefaultDirectory) : null;
        var name = parsed.GetValue(tenant) ?? up?.QlikCloud?.Tenant
            ?? throw new FormatException("say whose event it is: --tenant NAME, as in qlikCloud.tenants");
        return new CloudCall
        {
            Type = CloudCall.Types.FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"there is no type '{word}': expected one of {string.Join(", ", CloudCall.Types)}"),
            Webhook = CloudCall.WebhookOf(parsed.GetValue(url) ?? up?.Http ?? "http://127.0.0.1:7071", name),
            Tenant = name,
            Simulator = up?.QlikCloud?.Address,
            Secret = CloudSecret.Read(parsed.GetValue(secretFile), up?.QlikCloud, name, environment),
            AppId = parsed.GetValue(appId) ?? BelievableTenant.DefaultApp,
            Message = parsed.GetValue(message),
            Count = ReadNumber(parsed, count, 1, 1, int.MaxValue, int.TryParse),
        };
    }

    /// <summary>Reads an event of a monitor, and the function app that raises it.</summary>
    /// <exception cref="FormatException">An option is not valid; the message says what was expected.</exception>
    /// <exception cref="ApiException">The app's address is not valid.</exception>
    public (MonitorCall Call, ButlerApi App) ReadMonitor(ParseResult parsed, Argument<string?> type, Func<string, string?> environment)
    {
        Check(parsed, type);
        Refuse(
            parsed, [to, rate, tenant, secretFile],
            "is not for monitors' events, which have --host, --service, --task, --field, --site, --environment and --count");
        var call = monitors.Read(parsed, parsed.GetValue(type)!, ReadNumber(parsed, count, 1, 1, int.MaxValue, int.TryParse));
        var address = parsed.GetValue(url) ?? RunningUp.Find(parsed.GetValue(data) ?? RunningUp.DefaultDirectory)?.Http
            ?? "http://127.0.0.1:7071";
        return (call, ApiOptions.Open(url.Name, address, parsed.GetValue(monitors.Key) ?? environment(ApiOptions.KeyVariable)));
    }

    private static void Refuse(ParseResult parsed, IEnumerable<Option> options, string reason)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new FormatException($"{given.Name} {reason}");
        }
    }

    private void Check(ParseResult parsed, Argument<string?> type)
    {
        // The parser reads an unknown first option as the type.
        IEnumerable<string> first = parsed.GetValue(type) is { } word && word.StartsWith('-') ? [word] : [];
        string[] stray = [.. first, .. parsed.UnmatchedTokens];
        if (stray is [var unknown, ..])
        {
            throw new FormatException(unknown.StartsWith('-')
                ? $"unknown option {unknown}{DidYouMean.Hint(unknown, All.Select(option => option.Name))}"
                : $"'{unknown}' is one word too many; quote what has spaces in it");
        }

        foreach (var option in All)
        {
            if (parsed.GetResult(option) is { Tokens.Count: 0 })
            {
                throw new FormatException($"{option.Name} needs a value, like {option.Name} {option.HelpName}");
            }
        }
    }

    private delegate bool TryParse<T>(string text, NumberStyles style, IFormatProvider culture, out T value);

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.ZeroOrOne };

    private static string ReadType(string? type)
    {
        if (type is null)
        {
            throw new FormatException(
                $"say what to send: one of {string.Join(", ", [.. SenseEvents.Types, .. MonitorCall.Types, .. CloudCall.Types])}");
        }

        return SenseEvents.Types.FirstOrDefault(known => known.Equals(type, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException(DidYouMean.Hint(type, SenseEvents.Types.Concat(MonitorCall.Types)) is { Length: > 0 } hint
                ? $"there is no type '{type}'{hint}"
                : $"there is no type '{type}': expected one of {string.Join(", ", SenseEvents.Types.Concat(MonitorCall.Types))}");
    }

    private static T ReadNumber<T>(ParseResult parsed, Option<string?> option, T absent, T least, T most, TryParse<T> tryParse)
        where T : IComparable<T>
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return absent;
        }

        return tryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"{option.Name} '{text}' is not a number from {least} to {most}"));
    }
}
