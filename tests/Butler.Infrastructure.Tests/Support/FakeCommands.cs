namespace Butler.Infrastructure.Tests.Support;

/// <summary>Programs that stand before those of the machine when a script is run.</summary>
internal sealed class FakeCommands : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("butler-commands-");

    /// <summary>What the programs wrote into the file that the variable <c>CALLS</c> names; null: nothing.</summary>
    public string? Calls => File.Exists(CallsFile) ? File.ReadAllText(CallsFile) : null;

    private string CallsFile => Path.Combine(folder.FullName, "calls");

    /// <summary>Adds a program: a script for bash.</summary>
    public void Add(string name, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script is for bash");
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, $"#!/usr/bin/env bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Runs a script with them.</summary>
    /// <returns>Its exit code, and both its outputs, one after the other.</returns>
    public Task<(int Code, string Output)> RunAsync(
        string script, IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script is for bash");
        var all = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        all["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        all["CALLS"] = CallsFile;
        return ProcessRun.RunAsync("bash", folder.FullName, all, [script, .. arguments]);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
