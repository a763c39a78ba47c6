using System.Globalization;

namespace Butler.Cli.Cloud;

/// <summary>Writes what was done for a person.</summary>
internal sealed class SetupText(SetupReport report)
{
    public void Write(TextWriter output)
    {
        output.WriteLine($"Webhook: {report.Wishes.Address}");
        foreach (var line in Done())
        {
            output.WriteLine(line);
        }

        foreach (var note in report.Notes)
        {
            output.WriteLine($"Note: {note}");
        }

        if (report.Trial is { Problem: null })
        {
            output.WriteLine("The app accepted a signed test call.");
        }

        if (report.History is not null)
        {
            output.WriteLine(report.History);
        }

        output.WriteLine(Next());
    }

    private IEnumerable<string> Done()
    {
        var isDryRun = report.Wishes.IsDryRun;
        if (report.IsNew)
        {
            var what = $"of the level {report.Level}, for {string.Join(", ", report.Events)}.";
            yield return isDryRun
                ? $"There is none with this address. \"{report.Name}\" would be created, {what}"
                : $"Created \"{report.Name}\" ({report.Id}), {what}";
            yield break;
        }

        yield return $"Found \"{report.Name}\" ({report.Id}).";
        if (report.Changes.Count == 0)
        {
            yield return isDryRun
                ? "There is nothing to change. The secret would be set again, because Qlik Cloud does not show it."
                : "There was nothing to change. The secret was set again, because Qlik Cloud does not show it.";
            yield break;
        }

        yield return isDryRun ? "This would be changed, and the secret set again:" : "This was changed, and the secret set again:";
        foreach (var change in report.Changes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {change.Field}: {change.From} -> {change.To}");
        }
    }

    private string Next() => (report.Wishes.IsDryRun, report.Trial) switch
    {
        (true, _) => "Nothing was changed. Without --dry-run it is done.",
        (_, { Problem: not null }) => "Next: make the app accept the call, then run this again.",
        _ => $"Next: let a reload fail. `butler cloud check --tenant {report.Wishes.Tenant}` shows what Qlik Cloud delivered.",
    };
}
