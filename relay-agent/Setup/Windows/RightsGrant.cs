namespace Butler.RelayAgent.Setup.Windows;

/// <summary>Grants the service's account the rights on the relay's own files, and lists the rights that the operator must grant.</summary>
/// <param name="grant">Grants one right.</param>
/// <param name="output">Receives the messages.</param>
internal sealed class RightsGrant(Action<ServiceRight> grant, TextWriter output)
{
    /// <summary>Grants the possible rights. A right that cannot be granted is not an error: the account may have it from a group.</summary>
    public async Task GrantAsync(ServiceRights rights)
    {
        await output.WriteLineAsync(
            $"It runs as {ServiceName.Account}, an account of its own, without a password and without an administrator's rights.");
        foreach (var right in rights.Own)
        {
            try
            {
                grant(right);
                await output.WriteLineAsync($"Granted: {right.Text}");
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException
                or NotSupportedException)
            {
                await output.WriteLineAsync($"Could not be granted: {right.Text} ({problem.Message}). Grant it yourself: {right.Command}");
            }
        }

        await AskAsync(
            "Grant it these rights too, where they are missing:", rights.Others.Where(right => !right.IsOnShare), right => right.Command);
        if (rights.Thumbprint is { } thumbprint)
        {
            await output.WriteLineAsync(
                $"Let it read the private key of the certificate {thumbprint} (certlm.msc, the certificate, All Tasks, Manage Private "
                    + $"Keys).");
        }

        await AskAsync(
            @"On a network share it is the computer, DOMAIN\NODE$. Grant that account these rights, on the share and on its folder:",
            rights.Others.Where(right => right.IsOnShare),
            right => right.Text);
    }

    private async Task AskAsync(string what, IEnumerable<ServiceRight> rights, Func<ServiceRight, string> text)
    {
        string[] lines = [.. rights.Select(right => "  " + text(right))];
        if (lines.Length > 0)
        {
            await output.WriteLineAsync(what);
            await output.WriteLineAsync(string.Join(Environment.NewLine, lines));
        }
    }
}
