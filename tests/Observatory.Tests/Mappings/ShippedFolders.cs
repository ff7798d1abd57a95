using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.Tests.Mappings;

/// <summary>The mapping folders of the tree, by feed.</summary>
internal static class ShippedFolders
{
    private static readonly Lazy<IReadOnlyDictionary<string, FolderFiles>> Read = new(FromDisk);

    public static IReadOnlyDictionary<string, FolderFiles> All => Read.Value;

    private static Dictionary<string, FolderFiles> FromDisk()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Observatory.sln")))
            at = at.Parent!;
        var root = Path.Combine(at.FullName, "etl-mappings");
        return Directory
            .GetFiles(root, MappingReader.FileName, SearchOption.AllDirectories)
            .Select(f => new FileInfo(f).Directory!)
            .Select(d => new FolderFiles(
                Path.GetRelativePath(root, d.FullName).Replace('\\', '/'),
                d.GetFiles().ToDictionary(f => f.Name, f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f.FullName), StringComparer.Ordinal)
            ))
            .ToDictionary(f => f.Name, StringComparer.Ordinal);
    }
}
