using Butler.RelayAgent.Counting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Warns before the client certificate expires: each day in the log, and in every heartbeat.</summary>
internal sealed partial class CertificateNotice(QrsConnection connection, TimeProvider time, ILogger<CertificateNotice> logger)
    : IWarningSource
{
    private static readonly TimeSpan InTime = TimeSpan.FromDays(30);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromDays(1);

    private long? told;

    public IEnumerable<string> Warnings => Warning() is { } warning ? [warning] : [];

    /// <summary>A warning for the operator; null when there is no problem. Read each minute.</summary>
    public string? Warning()
    {
        string? problem;
        try
        {
            connection.Get();
            problem = Expiry();
        }
        catch (QrsException unreadable)
        {
            problem = unreadable.Message;
        }

        if (problem is null)
        {
            told = null;
        }
        else if (told is not { } last || time.GetElapsedTime(last) >= ReportEvery)
        {
            told = time.GetTimestamp();
            Log.Report(logger, problem);
        }

        return problem;
    }

    private string? Expiry()
    {
        if (connection.ClientExpires is not { } expires || expires - time.GetUtcNow() is var left && left > InTime)
        {
            return null;
        }

        return left <= TimeSpan.Zero
            ? $"the client certificate for QRS has EXPIRED on {expires:yyyy-MM-dd}: export a new one in the QMC"
            : $"the client certificate for QRS expires on {expires:yyyy-MM-dd}, in {(int)left.TotalDays} days: export a new one in the QMC";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Problem}")]
        public static partial void Report(ILogger logger, string problem);
    }
}
