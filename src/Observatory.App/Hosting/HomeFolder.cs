using System.Security.Cryptography;
using System.Text;

namespace Observatory.App.Hosting;

/// <summary>
/// Where everything that is written lies: cluster, stored files, logs. <c>--home</c>, else <c>OBSERVATORY_HOME</c>, else
/// <c>.observatory</c> in the checkout.
/// </summary>
public static class HomeFolder
{
    private const string ElsewherePrefix = "/var/tmp/observatory-";

    /// <summary>The checkout, or the folder of the installed program: where <c>etl-mappings</c> lies.</summary>
    public static string Root()
    {
        if (Environment.GetEnvironmentVariable("OBSERVATORY_ROOT") is { Length: > 0 } given)
        {
            return Path.GetFullPath(given);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Observatory.sln")) || Directory.Exists(Path.Combine(folder.FullName, "etl-mappings")))
            {
                return folder.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }

    public static string Find(string? option) =>
        Path.GetFullPath(
            option is { Length: > 0 } ? option
            : Environment.GetEnvironmentVariable("OBSERVATORY_HOME") is { Length: > 0 } given ? given
            : Path.Combine(Root(), ".observatory"));

    /// <summary>Makes the home. Nobody else can list it; root lets others pass through, for the server's account has its folder there.</summary>
    public static void Create(string home)
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode passage = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var mode = Environment.IsPrivilegedProcess ? own | passage : own;
        Directory.CreateDirectory(home, mode);
        Directory.CreateDirectory(Path.Combine(home, "logs"), mode);
        Directory.CreateDirectory(Path.Combine(home, "users"), own);
    }

    /// <summary>The place for the data of a home that the server's account cannot reach.</summary>
    public static string Elsewhere(string home) =>
        $"{ElsewherePrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..12]}";

    /// <summary>Whether a folder is such a place, of this or another home.</summary>
    public static bool IsElsewhere(string folder) => folder.StartsWith(ElsewherePrefix, StringComparison.Ordinal);

    /// <summary>The one name of a folder, whatever links lead to it: two users of one home must not take it for two. What does not exist keeps its name.</summary>
    public static string Real(string path)
    {
        var real = "/";
        foreach (var name in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            try
            {
                real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : next;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                real = next;
            }
        }

        return real;
    }
}
