using Butler.Local.FunctionsHost.Configuration;

namespace Butler.Local.FunctionsHost.Http;

/// <summary>Has a function answer a request, streaming both ways.</summary>
internal interface IRequestForwarder
{
    Task ForwardAsync(HttpContext context, FunctionDefinition function);
}
