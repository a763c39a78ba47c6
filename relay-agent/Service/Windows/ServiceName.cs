namespace Butler.RelayAgent.Service.Windows;

/// <summary>How the service is called.</summary>
internal static class ServiceName
{
    /// <summary>Its name for the system.</summary>
    public const string Value = "butler-relay";

    /// <summary>Its name for people.</summary>
    public const string Display = "Butler relay";

    /// <summary>What it is for.</summary>
    public const string Description = "Takes Qlik Sense's log events and forwards them to Azure Service Bus.";
}
