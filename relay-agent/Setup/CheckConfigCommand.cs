using System.Globalization;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay check-config</c>: reads the configuration like <c>run</c>, without starting the relay.</summary>
internal static class CheckConfigCommand
{
    /// <returns>0 when the file is valid, 2 with all its faults on <paramref name="errors"/>.</returns>
    public static async Task<int> RunAsync(Func<string, string?> environment, TextWriter output, TextWriter errors)
    {
        try
        {
            var options = RelayConfiguration.Read(environment, out var warnings);
            foreach (var warning in warnings)
            {
                await output.WriteLineAsync($"warning: {warning}");
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"The configuration of relay {options.Relay.Name} of site {options.Relay.Site} is valid."));
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or IOException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }
}
