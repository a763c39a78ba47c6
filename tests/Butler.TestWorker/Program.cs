using Butler.Functions.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

switch (Environment.GetEnvironmentVariable("TEST_START"))
{
    case "fails":
        Console.WriteLine("butler.yaml: line 3: no such key");
        return 2;
    case "hangs":
        await Task.Delay(Timeout.Infinite);
        break;
    default:
        break;
}

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
using var watch = ParentWatch.Start(TimeProvider.System);
await builder.Build().RunAsync();
return 0;
