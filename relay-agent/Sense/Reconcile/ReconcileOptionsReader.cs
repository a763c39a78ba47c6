using Butler.Core.Configuration;

namespace Butler.RelayAgent.Sense.Reconcile;

internal static class ReconcileOptionsReader
{
    /// <summary>The section <c>reconcile</c>.</summary>
    public static YamlType<ReconcileOptions> Type()
    {
        var standard = new ReconcileOptions();
        return Yaml.Object(keys => new ReconcileOptions
        {
            Every = keys.Optional("every", Yaml.Duration.Then<TimeSpan>(AtLeastTenSeconds), standard.Every, "How often to look"),
            LookBack = keys.Optional(
                "lookBack", Yaml.Duration.Then<TimeSpan>(AtMostThirtyDays), standard.LookBack, "How far back to look at most"),
            FirstLookBack = keys.Optional(
                "firstLookBack",
                Yaml.Duration.Then<TimeSpan>(AtMostThirtyDays),
                standard.FirstLookBack,
                "How far back to look the very first time, where nothing was kept of an earlier one"),
        });
    }

    private static string? AtLeastTenSeconds(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) ? "must be at least 10s" : null;

    private static string? AtMostThirtyDays(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromMinutes(1) || value > TimeSpan.FromDays(30) ? "must be from 1m to 30d" : null;
}
