using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.Warehouse.Taxonomy;

/// <summary>Reads folders of <c>etl-mappings</c> from disk, for Core, which knows no paths.</summary>
public static class Folders
{
    private const long MaxFileBytes = 64L << 20;

    public static FolderFiles Read(string path, string name)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (
            var file in new DirectoryInfo(path)
                .EnumerateFiles()
                .Where(f => f.Length <= MaxFileBytes && f.Name[0] != '.')
                .OrderBy(f => f.Name, StringComparer.Ordinal)
        )
            files[file.Name] = File.ReadAllBytes(file.FullName);
        return new FolderFiles(name, files);
    }

    /// <summary>Every folder below a root that contains a mapping, by its path relative to the root.</summary>
    public static IEnumerable<(string Name, string Path)> MappingFolders(string root)
    {
        if (!Directory.Exists(root))
            yield break;
        foreach (
            var file in Directory.EnumerateFiles(root, MappingReader.FileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        )
        {
            var folder = Path.GetDirectoryName(file)!;
            yield return (Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/'), folder);
        }
    }
}
