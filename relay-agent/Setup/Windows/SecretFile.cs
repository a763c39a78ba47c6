using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;
using Butler.RelayAgent.Configuration;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>The file <c>environment</c> on Windows: the service reads it, administrators change it, nobody else sees it.</summary>
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

    private static FileSecurity Rules()
    {
        var rules = new FileSecurity();
        rules.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        void Allow(SecurityIdentifier account, FileSystemRights rights) =>
            rules.AddAccessRule(new FileSystemAccessRule(account, rights, AccessControlType.Allow));
        Allow(new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null), FileSystemRights.FullControl);
        Allow(new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null), FileSystemRights.FullControl);
        Allow(new SecurityIdentifier(ServiceName.SidOf(ServiceName.Value)), FileSystemRights.Read);
        return rules;
    }
}
