namespace Butler.Cli.Migrate.Model;

/// <summary>Takes over sections of Butler's file. A rule records what becomes of each key that it knows.</summary>
internal interface ISectionRule
{
    void Apply(Migration migration);
}
