using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;
using Observatory.Warehouse.Files;

namespace Observatory.Hosting.Cluster;

/// <summary>
/// Locates a home's cluster: in the home or, if the server's account cannot reach that, outside it; and checks whether the cluster found
/// there belongs to this home.
/// </summary>
public static class ClusterFolder
{
    /// <summary>A file in a folder outside the home, with the path of the home that it belongs to.</summary>
    internal const string OwnerFile = "home";

    /// <summary>The folder inside a home, whether or not its cluster is there.</summary>
    internal static string UsualIn(string home) => Path.Combine(home, HomeFolder.Cluster);

    /// <summary>The data in such a folder.</summary>
    internal static string DataOf(string folder) => Path.Combine(folder, "data");

    /// <summary>The home's data folder, whether or not the server runs; null before the first use.</summary>
    public static string? Of(string home) =>
        ClusterRecord.Read(ClusterRecord.PathIn(home)) is { } record ? record.FolderIn(HomeFolder.Real(home))
        : Directory.Exists(DataOf(UsualIn(home))) ? UsualIn(HomeFolder.Real(home))
        : LeftElsewhere(HomeFolder.Real(home));

    /// <summary>Whether the folder of <see cref="Of"/> belongs to this home, and not to a home that it was copied from.</summary>
    public static bool IsOwn(string home) =>
        Of(home) is { } folder && (!HomeFolder.IsElsewhere(folder) || OwnerOf(folder, HomeFolder.Real(home)) == HomeFolder.Real(home));

    /// <summary>The folder outside a home with its data, if the home's record of it was lost; null if there is none.</summary>
    internal static string? LeftElsewhere(string home) =>
        HomeFolder.Elsewhere(home) is var folder && Directory.Exists(DataOf(folder)) && OwnerOf(folder, home) == home ? folder : null;

    /// <summary>The home that a folder outside it names as its own; null if it names none.</summary>
    internal static string? OwnerOf(string folder, string home)
    {
        var note = Path.Combine(folder, OwnerFile);
        return File.Exists(note) ? File.ReadAllText(note).Trim()
            : folder == HomeFolder.Elsewhere(home) ? home
            : null;
    }

    /// <summary>
    /// A folder outside the home may belong to the home that this one was copied from; then it is not ours. If that home no longer exists,
    /// it was moved here, and the folder is ours.
    /// </summary>
    internal static void DemandOwn(string home, ClusterRecord record, string folder)
    {
        if (!record.IsElsewhere)
        {
            return;
        }

        var owner = OwnerOf(folder, home);
        var note = Path.Combine(folder, OwnerFile);
        if (owner != home && (owner is null || ClusterRecord.Read(ClusterRecord.PathIn(owner))?.Folder == record.Folder))
        {
            throw new Fault(FaultCodes.ClusterOfOther, ("path", folder), ("home", owner ?? "?"), ("note", note));
        }

        if (owner != home || !File.Exists(note))
        {
            LastingFile.Write(note, home + "\n");
        }
    }

    /// <summary>
    /// A data folder that was copied while its server wrote to it is inconsistent, and nothing in it may show that. The server's own pid
    /// file reveals it, because it names the original folder.
    /// </summary>
    internal static void DemandNotCopied(string data)
    {
        if (ServerProcess.FolderOf(data) is { Length: > 0 } noted && HomeFolder.Real(noted) != HomeFolder.Real(data))
        {
            throw new Fault(FaultCodes.ClusterCopied, ("path", data), ("home", noted), ("note", Path.Combine(data, "postmaster.pid")));
        }
    }

    /// <summary>
    /// Chooses a folder in the home or, if the server's account cannot reach that (a checkout below /root), a folder named after the home
    /// beside the machine's other persistent temporary data.
    /// </summary>
    internal static async Task<ClusterRecord> ChooseAsync(string home, ServerAccount account, CancellationToken cancellationToken)
    {
        var usual = UsualIn(home);
        var folder = Directory.Exists(DataOf(usual)) ? usual : LeftElsewhere(home) ?? usual;
        if (folder == usual)
        {
            await account.OwnFolderAsync(usual, cancellationToken);
            if (!await account.CanWriteAsync(folder, cancellationToken))
            {
                Directory.Delete(folder);
                folder = HomeFolder.Elsewhere(home);
                await account.RunAsync(["mkdir", "-m", "700", folder], "", cancellationToken);
            }
        }

        // Anybody may create a folder there.
        if (folder != usual)
        {
            var owner = await ServerAccount.OwnerAsync(folder, cancellationToken);
            if (owner != account.Name || new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new Fault(FaultCodes.FolderForeign, ("path", folder), ("owner", owner ?? "-"), ("account", account.Name));
            }
        }

        return new()
        {
            Folder = folder == usual ? HomeFolder.Cluster : folder,
            Password = ClusterRecord.NewPassword(),
            ReaderPassword = ClusterRecord.NewPassword(),
            BackupPassword = ClusterRecord.NewPassword(),
        };
    }
}
