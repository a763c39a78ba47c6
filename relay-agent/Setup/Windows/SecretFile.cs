using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>The relay's folder and the file <c>environment</c> in it on Windows: ordinary users see nothing of them.</summary>
[SupportedOSPlatform("windows")]
internal static class SecretFile
{
    /// <summary>Writes the secrets; lines of other names are kept. At no time has the file the rights of its folder.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, string> secrets)
    {
        var values = new Dictionary<string, string>(EnvironmentFile.Read(path));
        foreach (var (name, value) in secrets)
        {
            values[name] = value;
        }

        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileInfo(fresh).Create(
            FileMode.CreateNew, FileSystemRights.FullControl, FileShare.None, bufferSize: 4096, FileOptions.WriteThrough, Rules()))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Concat(values.Select(each => $"{each.Key}={each.Value}\r\n"))));
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Makes a folder for administrators; the service is granted its rights later. A folder that exists keeps its own.</summary>
    public static void MakeFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            var rules = new DirectorySecurity();
            rules.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
            foreach (var administrators in Administrators)
            {
                rules.AddAccessRule(new FileSystemAccessRule(
                    administrators, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                    PropagationFlags.None, AccessControlType.Allow));
            }

            new DirectoryInfo(path).Create(rules);
        }
    }

    private static IEnumerable<SecurityIdentifier> Administrators =>
        [new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null)];

    private static FileSecurity Rules()
    {
        var rules = new FileSecurity();
        rules.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var administrators in Administrators)
        {
            rules.AddAccessRule(new FileSystemAccessRule(administrators, FileSystemRights.FullControl, AccessControlType.Allow));
        }

        var service = new SecurityIdentifier(ServiceName.SidOf(ServiceName.Value));
        rules.AddAccessRule(new FileSystemAccessRule(service, FileSystemRights.Read, AccessControlType.Allow));
        return rules;
    }
}
