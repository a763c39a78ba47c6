using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>An automation of a tenant that can be started by its name.</summary>
/// <param name="Id">The automation's id.</param>
internal sealed record AutomationOptions(string Id)
{
    /// <summary>The execution token of an automation in the run mode "triggered"; null: the tenant's apiKey or oauth starts it.</summary>
    [Secret]
    public string? Token { get; init; }

    public override string ToString() => $"{nameof(AutomationOptions)} {Id}";
}
