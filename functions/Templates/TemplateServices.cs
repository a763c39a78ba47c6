namespace Butler.Functions.Templates;

internal static class TemplateServices
{
    /// <summary>Adds Handlebars templates from these places.</summary>
    public static IServiceCollection AddTemplates(this IServiceCollection services, TemplatePlaces places) => services
        .AddSingleton(places)
        .AddSingleton<HandlebarsTemplates>()
        .AddSingleton<ITemplates>(provider => provider.GetRequiredService<HandlebarsTemplates>());
}
