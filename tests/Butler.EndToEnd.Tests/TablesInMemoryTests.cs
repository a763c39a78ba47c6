using Butler.Core.Azure.Tables;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>The fake that other tests use instead of a table service.</summary>
public sealed class TablesInMemoryTests : TablesContract
{
    protected override ITables Tables { get; } = new FakeTables();
}
