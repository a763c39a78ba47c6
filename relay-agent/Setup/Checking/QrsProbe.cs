using System.Globalization;
using System.Text.Json;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Reads the version of the repository service, and what its user may read, like <c>run</c>.</summary>
internal sealed class QrsProbe(QrsOptions options, QrsConnection connection, QrsRestClient qrs, TimeProvider time) : IQrsProbe
{
    private const string Subject = "QRS";

    public async Task<IReadOnlyList<CheckResult>> ProbeAsync(CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        try
        {
            var about = await qrs.GetAsync("about", null, cancellationToken);
            var version = about.TryGetProperty("buildVersion", out var build) ? build.GetString() : "unknown";
            results.Add(CheckResult.Ok(Subject, $"{options.Url.Authority} answers, version {version}"));
            var tasks = await qrs.GetAsync("task/count", null, cancellationToken);
            var count = tasks.ValueKind == JsonValueKind.Object && tasks.TryGetProperty("value", out var value) ? value.GetInt32() : 0;
            results.Add(count > 0
                ? CheckResult.Ok(Subject, string.Create(CultureInfo.InvariantCulture, $"{options.User} may read {count} tasks"))
                : CheckResult.Warn(Subject, $"{options.User} may read no task: give it the security rule of docs/install.md"));
        }
        catch (QrsException problem)
        {
            results.Add(CheckResult.Fail(Subject, problem.Message));
        }

        if (connection.ClientExpires is { } expires)
        {
            var left = expires - time.GetUtcNow();
            var text = string.Create(CultureInfo.InvariantCulture, $"the client certificate is valid until {expires:yyyy-MM-dd}");
            results.Add(left > TimeSpan.FromDays(30)
                ? CheckResult.Ok("certificate", text)
                : CheckResult.Warn("certificate", text + ": export a new one from the QMC"));
        }

        return results;
    }
}
