using System.Text.Json.Nodes;
using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Qrs;

/// <summary>Sense's About service, <c>/v1/systeminfo</c>. In Sense it listens on a port of its own, 9032.</summary>
internal sealed class AboutApi(SenseBehaviour behaviour)
{
    public const string Path = "/v1/systeminfo";

    public Task AnswerAsync(HttpContext context) => context switch
    {
        { Connection.ClientCertificate: null } =>
            QrsAnswer.RefuseAsync(context, StatusCodes.Status403Forbidden, "A client certificate is required."),
        { Request.Method: not "GET" } =>
            QrsAnswer.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET is possible."),
        _ => QrsAnswer.ObjectAsync(context, SystemInfo()),
    };

    private JsonObject SystemInfo() => new()
    {
        ["contentHash"] = "a7c41f0e93b2",
        ["senseId"] = $"qliksenseserver:{behaviour.Version}",
        ["version"] = behaviour.Version,
        ["deploymentType"] = "QlikSenseServer",
        ["releaseLabel"] = behaviour.ReleaseLabel,
        ["deprecatedProductVersion"] = "4.0.X",
        ["productName"] = "Qlik Sense",
        ["copyrightYearRange"] = "1993-2030",
    };
}
