using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.Core.Api;

/// <summary>Registers the routes of capabilities.</summary>
public static class ApiRegistration
{
    /// <summary>Adds the routes of a capability, as itself and as <see cref="IApi"/>.</summary>
    public static IServiceCollection AddRoutes<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services)
        where T : class, IApi => services
        .AddSingleton<T>()
        .AddSingleton<IApi>(provider => provider.GetRequiredService<T>());
}
