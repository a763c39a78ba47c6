using System.Globalization;
using Butler.Core.Commands;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>
/// Compares the clocks that tell how long a license is unused. A wrong clock must not release anything: the clocks of the relay, of the
/// repository and of Service Bus have to agree.
/// </summary>
/// <param name="repository">The clock of the repository, from its answers.</param>
/// <param name="bus">The clock of Service Bus, from its messages; it is up to five minutes behind.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class ReleaseClock(QrsClock repository, ServiceBusClock bus, TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    /// <summary>Describes a clock that differs.</summary>
    /// <returns>Null when the clocks agree.</returns>
    public string? Problem()
    {
        var now = time.GetUtcNow();
        return Differs(repository.UtcNow, now, "the Sense server") ?? Differs(bus.Now, now, "Service Bus");
    }

    private static string? Differs(DateTimeOffset there, DateTimeOffset here, string whose) => (here - there).Duration() <= Tolerance
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"the clock of {whose} says {there:yyyy-MM-dd HH:mm:ss}Z and the clock of this machine {here:yyyy-MM-dd HH:mm:ss}Z, so it is "
                + $"not known how long licenses are unused. Set the clocks right");
}
