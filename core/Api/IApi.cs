namespace Butler.Core.Api;

/// <summary>The routes of a capability.</summary>
public interface IApi
{
    /// <summary>The routes.</summary>
    IReadOnlyList<ApiRoute> Routes { get; }
}
