using System.Globalization;
using Butler.Core.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary>Tells what to do when a tenant refuses.</summary>
internal static class CloudAdvice
{
    private const int MaxOfTenant = 100;
    private const int MaxOfUser = 150;

    // Qlik does not document the code of a used-up quota.
    private static readonly string[] QuotaWords = ["quota", "limit", "maximum", "at most", "too many"];

    /// <summary>A failure that is not about rights.</summary>
    public static string Of(CloudException e) => e.Fault switch
    {
        CloudFault.RateLimited when e.RetryAfter is { } pause => string.Create(
            CultureInfo.InvariantCulture, $"{Sentence(e)} It limits calls; run this again in {Math.Max(1, pause.TotalSeconds):0} s"),
        CloudFault.Unreachable when !e.MayRepeat => $"{Sentence(e)} It is not known whether it was done; run this again, which finds out",
        CloudFault.Forbidden => $"{Sentence(e)} The user of apiKey, or the OAuth client, lacks the right to do this",
        _ => e.Message,
    };

    /// <summary>The webhooks are not shown.</summary>
    public static string NoWebhooks(CloudException e) =>
        $"{Sentence(e)} The user of apiKey, or the OAuth client, may not read webhooks: give it the role Tenant admin";

    /// <summary>A webhook cannot be created: a quota is used up, or a role is missing.</summary>
    /// <param name="e">The refusal.</param>
    /// <param name="level">The level of the webhook.</param>
    /// <param name="present">The number of webhooks that the tenant has.</param>
    public static string NotCreated(CloudException e, string level, int present) =>
        present >= MaxOfTenant || QuotaWords.Any(word => e.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Sentence(e)} Qlik Cloud allows {MaxOfTenant} webhooks for a tenant and {MaxOfUser} for a user, and shows {present} "
                    + $"here: delete one that is not needed in its administration, then run this again")
            : NotChanged(e, level);

    /// <summary>A webhook cannot be changed.</summary>
    public static string NotChanged(CloudException e, string level) => level == "tenant"
        ? $"{Sentence(e)} A webhook of the level tenant needs the role Tenant admin: give it to the user of apiKey or to the OAuth client, "
            + "or use --level user, with which only events come that concern this user"
        : $"{Sentence(e)} The user of apiKey, or the OAuth client, may not create or change webhooks";

    /// <summary>Why an app has not accepted a call of its webhook.</summary>
    /// <param name="status">The status; 0 without an answer.</param>
    public static string OfApp(int status) => status switch
    {
        0 => "it is not running, or its address is wrong",
        401 => "it has another secret for this tenant, or no tenant of this name; deploy its configuration and the setting with the secret",
        403 => "something before it refuses: access restrictions, or authentication of the platform",
        404 => "the address is wrong, or the app's version is an older one",
        >= 300 and < 400 => "something before it redirects, which Qlik Cloud does not follow",
        503 => "its queue or its configuration is away; the app's log says why",
        >= 500 => "it failed; the app's log says why",
        _ => "something else answers at this address",
    };

    private static string Sentence(CloudException e) => $"{e.Message.TrimEnd('.')}.";
}
