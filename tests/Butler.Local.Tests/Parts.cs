using System.ComponentModel;
using System.Diagnostics;

namespace Butler.Local.Tests;

/// <summary>What these tests need of the machine.</summary>
internal static class Parts
{
    public static void RequireNode() => Assert.SkipUnless(HasNode(), "Node.js is not installed");

    private static bool HasNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true });
            node!.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
