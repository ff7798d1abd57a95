using System.Security.Cryptography;
using System.Text;
using Observatory.Warehouse.Keeping;

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
            if (
                File.Exists(Path.Combine(folder.FullName, "Observatory.sln"))
                || Directory.Exists(Path.Combine(folder.FullName, "etl-mappings"))
            )
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
            : Path.Combine(Root(), ".observatory")
        );

    /// <summary>
    /// Makes the home, for this account alone, however the machine is set; one that was made open is closed. Root lets others pass through,
    /// for the server's
    /// account has its folder there.
    /// </summary>
    public static void Create(string home)
    {
        Make(home, IsPassable);
        Make(Path.Combine(home, "logs"), IsPassable);
        Make(Path.Combine(home, "users"), passable: false);
        Close(home);
    }

    /// <summary>
    /// Closes what the program keeps in an existing home, but for the server's own folders, to other accounts; the home itself only where
    /// it holds nothing else, for
    /// a folder that somebody uses for other things, too, is not ours to close.
    /// </summary>
    public static void Close(string home)
    {
        foreach (var inside in Entries(home).Where(IsOurs))
        {
            if (Path.GetFileName(inside) == "logs")
            {
                foreach (var log in Entries(inside).Where(l => Path.GetFileName(l) != PrivateCluster.OwnFolder))
                {
                    OwnerOnly.Close(log);
                }
            }

            OwnerOnly.Close(
                inside,
                IsPassable && Path.GetFileName(inside) == "logs",
                Path.GetFileName(inside) == "logs" ? Names(inside) : []
            );
        }

        if (Entries(home).All(e => IsOurs(e) || Path.GetFileName(e) == PrivateCluster.OwnFolder))
        {
            OwnerOnly.Close(home, IsPassable, Names(home));
        }
    }

    /// <summary>
    /// What of a home other accounts could read, write or pass through: paths, the outermost only; the server's own folders guard
    /// themselves.
    /// </summary>
    public static IReadOnlyList<string> WhatIsOpen(string home) =>
        [
            .. Entries(home)
                .Where(IsOurs)
                .Concat(Entries(Path.Combine(home, "logs")).Where(l => Path.GetFileName(l) != PrivateCluster.OwnFolder))
                .Where(e => OwnerOnly.IsOpen(e, IsPassable && Path.GetFileName(e) == "logs")),
        ];

    private static bool IsOurs(string path) =>
        Path.GetFileName(path)
            is "files"
                or "inbox"
                or "logs"
                or "users"
                or "audit"
                or "protection"
                or "cluster.json"
                or "cluster.lock"
                or Belonging.FileName;

    /// <summary>What is in a folder; nothing where it does not exist, or is another account's.</summary>
    private static IReadOnlyList<string> Entries(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Names(string folder) => [.. Entries(folder).Select(e => Path.GetFileName(e)!)];

    private static bool IsPassable => Environment.IsPrivilegedProcess;

    /// <summary>
    /// Makes a folder and those above it that are missing. What others may pass is said after it is made: the mode of making is cut by the
    /// umask.
    /// </summary>
    private static void Make(string folder, bool passable)
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (Directory.Exists(folder))
        {
            return;
        }

        Make(Path.GetDirectoryName(folder) ?? "/", passable);
        Directory.CreateDirectory(folder, own);
        if (passable)
        {
            File.SetUnixFileMode(folder, own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>The place for the data of a home that the server's account cannot reach.</summary>
    public static string Elsewhere(string home) =>
        $"{ElsewherePrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..12]}";

    /// <summary>Whether a folder is such a place, of this or another home.</summary>
    public static bool IsElsewhere(string folder) => folder.StartsWith(ElsewherePrefix, StringComparison.Ordinal);

    /// <summary>
    /// The one name of a folder, whatever links lead to it: two users of one home must not take it for two. What does not exist keeps its
    /// name.
    /// </summary>
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
