using System.CommandLine;
using Butler.Cli.CommandLine;
using Butler.Cli.Programs;
using Butler.Core.QlikCloud;

namespace Butler.Cli.Cloud;

/// <summary><c>butler cloud</c>: sets up the webhook of a tenant of Qlik Cloud, and checks the connection with it.</summary>
internal static class CloudCommand
{
    public static Command Create() => Create(TimeProvider.System, Environment.GetEnvironmentVariable);

    /// <summary>Like <see cref="Create()"/>, with the given clock and environment.</summary>
    public static Command Create(TimeProvider time, Func<string, string?> environment) =>
        new("cloud", "Set up the webhook of a tenant of Qlik Cloud, and check the connection with it.")
        {
            CloudSetupCommand.Create(time, environment), CloudCheckCommand.Create(time, environment),
        };

    /// <summary>Runs a command with the client of its tenant. A refusal of the tenant is one line and exit code 2.</summary>
    public static Task<int> RunAsync(
        string verb, ParseResult parsed, SetupTarget target, TimeProvider time, Func<CloudConnection, CloudClient, Task<int>> run) =>
        FunctionsVerb.TryAsync($"cloud {verb}", parsed, async () =>
        {
            var connection = await target.ReadAsync(parsed);
            using var clients = connection.Clients(time);
            try
            {
                return await run(connection, clients.Of(connection.Tenant.Access!));
            }
            catch (CloudException e)
            {
                throw new RefusedCommandException(CloudAdvice.Of(e), e);
            }
        });
}
