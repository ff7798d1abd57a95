using System.Security.Cryptography;
using System.Text;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;

namespace Observatory.Hosting.Homes;

/// <summary>
/// The folder for everything that is written: cluster, stored files, logs. <c>--home</c>, otherwise <c>OBSERVATORY_HOME</c>, otherwise
/// <c>.observatory</c> in the checkout.
/// </summary>
public static class HomeFolder
{
    /// <summary>Name of the folder of its private cluster.</summary>
    public const string Cluster = "postgres";

    private const string ElsewherePrefix = "/var/tmp/observatory-";

    /// <summary>The checkout, or the folder of the installed program, which contains <c>etl-mappings</c>.</summary>
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
    /// Creates the home, only for this account, whatever the umask; restricts a home that others can access. Root lets other accounts pass
    /// through, because the server's account has its folder there.
    /// </summary>
    public static void Create(string home)
    {
        Make(home, IsPassable);
        Make(Path.Combine(home, "logs"), IsPassable);
        Make(Path.Combine(home, "users"), passable: false);
        Close(home);
    }

    /// <summary>
    /// Restricts the program's files in an existing home, except the server's own folders, to this account; the home itself only if it
    /// contains nothing else, because a folder that somebody also uses for other things is not ours to restrict.
    /// </summary>
    public static void Close(string home)
    {
        foreach (var inside in Entries(home).Where(IsOurs))
        {
            if (Path.GetFileName(inside) == "logs")
            {
                foreach (var log in Entries(inside).Where(l => Path.GetFileName(l) != Cluster))
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

        if (Entries(home).All(e => IsOurs(e) || Path.GetFileName(e) == Cluster))
        {
            OwnerOnly.Close(home, IsPassable, Names(home));
        }
    }

    /// <summary>
    /// The paths of a home that other accounts could read, write or pass through, only the outermost; the server protects its own folders.
    /// </summary>
    public static IReadOnlyList<string> WhatIsOpen(string home) =>
        [
            .. Entries(home)
                .Where(IsOurs)
                .Concat(Entries(Path.Combine(home, "logs")).Where(l => Path.GetFileName(l) != Cluster))
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

    /// <summary>The content of a folder; empty if it does not exist, or belongs to another account.</summary>
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
    /// Creates a folder and its missing parents. Access for others is set after creation, because the umask cuts the mode at creation.
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
    /// The real path of a folder, whatever links lead to it, so that two users of one home do not take it for two. A path that does not
    /// exist is returned unchanged.
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
