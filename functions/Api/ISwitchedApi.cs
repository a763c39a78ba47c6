using Butler.Core.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Api;

/// <summary>The routes of a capability that the configuration switches on, one by one.</summary>
internal interface ISwitchedApi : IApi
{
    /// <summary>Whether the configuration has what the operation needs. Without it, the operation answers 404.</summary>
    bool IsOn(ApiOperation operation, HttpApiOptions options);
}
