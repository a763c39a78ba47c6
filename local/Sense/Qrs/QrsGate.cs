using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Qrs;

/// <summary>Checks access to QRS: a client needs one of its certificates, the xrfkey against cross-site requests, and a user.</summary>
internal static class QrsGate
{
    private const int KeyLength = 16;

    /// <returns>The status and text of the refusal; null when access is granted.</returns>
    public static (int Status, string Reason)? Refuse(HttpRequest request, SenseSite site)
    {
        var key = request.Query["xrfkey"].ToString();
        if (key.Length != KeyLength || !key.All(char.IsAsciiLetterOrDigit) || request.Headers["X-Qlik-Xrfkey"].ToString() != key)
        {
            return (StatusCodes.Status400BadRequest, "XSRF prevention check failed. Possible XSRF discovered.");
        }

        return RefuseUser(request, site);
    }

    /// <summary>The same check without the xrfkey, which the engine does not require.</summary>
    public static (int Status, string Reason)? RefuseUser(HttpRequest request, SenseSite site)
    {
        if (request.HttpContext.Connection.ClientCertificate is null)
        {
            return (StatusCodes.Status403Forbidden, "A client certificate is required.");
        }

        var parts = request.Headers["X-Qlik-User"].ToString().Split(
            ';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (directory, userId) = (Value(parts, "UserDirectory="), Value(parts, "UserId="));
        return site.Users.Any(user => Same(user.Directory, directory) && Same(user.UserId, userId))
            ? null
            : (StatusCodes.Status403Forbidden, "The user is not known: X-Qlik-User must be UserDirectory=...; UserId=...");
    }

    private static string? Value(string[] parts, string name) =>
        parts.FirstOrDefault(part => part.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..];

    private static bool Same(string text, string? other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
