using Observatory.Warehouse.Taxonomy;

namespace Observatory.Tests.Support;

/// <summary>The shipped taxonomy with a row more in some of its files, or another population.</summary>
public static class ChangedTaxonomy
{
    public static MappingLibrary Write(
        string root,
        string? breaks = null,
        string? preferred = null,
        string? revision = null,
        Func<string, string?>? people = null,
        string? limits = null
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "taxonomy")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(TestWarehouse.MappingsRoot, "taxonomy"), "*.csv"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (breaks is not null)
            File.AppendAllText(Path.Combine(folder, "breaks.csv"), breaks + "\n");
        if (preferred is not null)
            File.AppendAllText(Path.Combine(folder, "preferred-sources.csv"), preferred + "\n");
        if (revision is not null)
            File.WriteAllText(Path.Combine(folder, "revisions.csv"), $"provider,revision\nUN_WPP,{revision}\n");
        if (limits is not null)
            File.AppendAllText(Path.Combine(folder, "revision-limits.csv"), limits + "\n");
        if (people is not null)
            File.WriteAllLines(
                Path.Combine(folder, "population.csv"),
                File.ReadAllLines(Path.Combine(folder, "population.csv")).Select(people).OfType<string>()
            );
        return new MappingLibrary([root]);
    }
}
