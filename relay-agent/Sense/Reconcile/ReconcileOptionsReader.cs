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
            Every = keys.Optional("every", Yaml.Duration.Then<TimeSpan>(AtLeastTenSeconds), standard.Every, "The interval"),
            LookBack = keys.Optional(
                "lookBack", Yaml.Duration.Then<TimeSpan>(AtMostThirtyDays), standard.LookBack, "The maximum period to search"),
            FirstLookBack = keys.Optional(
                "firstLookBack",
                Yaml.Duration.Then<TimeSpan>(AtMostThirtyDays),
                standard.FirstLookBack,
                "The period of the first search, without a stored earlier one"),
        });
    }

    private static string? AtLeastTenSeconds(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) ? "must be at least 10s" : null;

    private static string? AtMostThirtyDays(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromMinutes(1) || value > TimeSpan.FromDays(30) ? "must be from 1m to 30d" : null;
}
