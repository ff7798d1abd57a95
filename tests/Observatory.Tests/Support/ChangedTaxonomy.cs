using Observatory.Warehouse.Taxonomy;

namespace Observatory.Tests.Support;

/// <summary>The shipped taxonomy with a row more in some of its files.</summary>
public static class ChangedTaxonomy
{
    public static MappingLibrary Write(string root, string? breaks = null, string? preferred = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "taxonomy")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(TestWarehouse.MappingsRoot, "taxonomy"), "*.csv"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (breaks is not null)
            File.AppendAllText(Path.Combine(folder, "breaks.csv"), breaks + "\n");
        if (preferred is not null)
            File.AppendAllText(Path.Combine(folder, "preferred-sources.csv"), preferred + "\n");
        return new MappingLibrary([root]);
    }
}
