using Butler.Core.Azure.ServiceBus;

namespace Butler.Local.Tests.ServiceBus;

public sealed class RestContractTests : ServiceBusContract
{
    private protected override IServiceBus Connect(string connectionString, TimeProvider time) =>
        new ServiceBusRestClient(ServiceBusConnection.Parse(connectionString, time), retries: 0);
}
