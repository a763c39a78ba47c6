using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>Adds rights of the service's account to the access rules of files and folders.</summary>
[SupportedOSPlatform("windows")]
internal static class AccessRules
{
    /// <summary>Grants a right. A missing folder that the relay writes to is created.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not change the access rules.</exception>
    /// <exception cref="IOException">The file does not exist, or its file system does not support access rules.</exception>
    public static void Grant(ServiceRight right)
    {
        var account = new SecurityIdentifier(ServiceName.SidOf(ServiceName.Value));
        if (right.Scope == RightScope.File)
        {
            var file = new FileInfo(right.Path);
            var rules = file.GetAccessControl(AccessControlSections.Access);
            rules.AddAccessRule(new FileSystemAccessRule(account, Rights(right), AccessControlType.Allow));
            file.SetAccessControl(rules);
            return;
        }

        var folder = Directory.CreateDirectory(right.Path);
        var inherited = right.Scope == RightScope.Tree
            ? InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit
            : InheritanceFlags.None;
        var folderRules = folder.GetAccessControl(AccessControlSections.Access);
        folderRules.AddAccessRule(
            new FileSystemAccessRule(account, Rights(right), inherited, PropagationFlags.None, AccessControlType.Allow));
        folder.SetAccessControl(folderRules);
    }

    private static FileSystemRights Rights(ServiceRight right) => right.Access switch
    {
        ServiceAccess.Read when right.Scope == RightScope.File => FileSystemRights.Read,
        ServiceAccess.Read or ServiceAccess.Execute => FileSystemRights.ReadAndExecute,
        _ => FileSystemRights.Modify,
    };
}
