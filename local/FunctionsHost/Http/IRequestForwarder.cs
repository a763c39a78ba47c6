using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.FunctionsHost.Http;

/// <summary>Forwards a request to a function, streaming both ways.</summary>
internal interface IRequestForwarder
{
    Task ForwardAsync(HttpContext context, FunctionDefinition function);
}
