namespace Butler.Local.Sense.Site;

/// <summary>QRS's numbers for the types of tasks.</summary>
internal enum TaskType
{
    Reload = 0,
    ExternalProgram = 1,
    UserSync = 2,
    Distribute = 3,
    Preload = 4,
}
