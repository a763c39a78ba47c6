using System.Net;
using System.Text.Json;
using Butler.Local.Faults;
using Butler.Local.QlikCloud.Access;
using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>The control interface for scripts and tests, below <c>/control/</c>; only from this machine, without a token.</summary>
internal sealed class QlikCloudControl(
    TenantSet tenants, TenantControl content, CurrentBehaviour behaviour, AccessTokens access, FaultPlan faults, RequestLog requests)
{
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
            {
                throw new TenantRefusalException(StatusCodes.Status403Forbidden, "Only from this machine.");
            }

            await RouteAsync(context);
        }
        catch (TenantRefusalException refusal)
        {
            await TenantAnswer.RefuseAsync(context, refusal);
        }
        catch (JsonException fault)
        {
            await TenantAnswer.RefuseAsync(context, TenantRefusalException.Invalid(fault.Message));
        }
    }

    private Task RouteAsync(HttpContext context) =>
        (context.Request.Method, context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..]) switch
        {
            ("GET", ["tenants"]) => ControlJson.AnswerAsync(context, tenants.Names),
            (_, ["tenants", var name, .. var rest]) => content.AnswerAsync(
                context, tenants.Find(name) ?? throw TenantRefusalException.NotFound("The tenant"), rest),
            ("GET", ["behaviour"]) => ControlJson.AnswerAsync(context, behaviour.Now),
            ("PATCH", ["behaviour"]) => ChangeAsync(context),
            ("POST", ["tokens", "expire"]) => DoneAsync(context, access.Expire),
            ("GET", ["faults"]) => ControlJson.AnswerAsync(context, faults.All),
            ("POST", ["faults"]) => AddFaultAsync(context),
            ("DELETE", ["faults"]) => DoneAsync(context, faults.Clear),
            ("GET", ["requests"]) => ControlJson.AnswerAsync(context, requests.Recent),
            ("DELETE", ["requests"]) => DoneAsync(context, requests.Clear),
            _ => throw TenantRefusalException.NotFound(
                "The control address (there are tenants, behaviour, tokens/expire, faults and requests)"),
        };

    private async Task ChangeAsync(HttpContext context)
    {
        behaviour.Now = (await ControlJson.ReadAsync<TenantBehaviourChange>(context)).Apply(behaviour.Now);
        await TenantAnswer.NothingAsync(context);
    }

    private async Task AddFaultAsync(HttpContext context)
    {
        faults.Add(await ControlJson.ReadAsync<Fault>(context));
        await TenantAnswer.NothingAsync(context);
    }

    private static Task DoneAsync(HttpContext context, Action action)
    {
        action();
        return TenantAnswer.NothingAsync(context);
    }
}
