namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>The start types of services, in Butler's words.</summary>
internal static class StartTypes
{
    public const string Automatic = "Automatic";
    public const string Delayed = "Automatic (delayed start)";
    public const string Manual = "Manual";
    public const string Disabled = "Disabled";

    /// <summary>The number of the automatic start in winsvc.h.</summary>
    public const uint AutomaticNumber = 2;

    /// <summary>The words for a start type.</summary>
    /// <param name="number">Its number in winsvc.h.</param>
    /// <param name="isDelayed">Whether an automatic start is delayed.</param>
    /// <returns>The words; null for another number.</returns>
    public static string? Text(uint number, bool isDelayed) => number switch
    {
        0 => "Boot",
        1 => "System",
        AutomaticNumber => isDelayed ? Delayed : Automatic,
        3 => Manual,
        4 => Disabled,
        _ => null,
    };
}
