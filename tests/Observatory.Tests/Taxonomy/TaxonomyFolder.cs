using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Xunit;

namespace Observatory.Tests.Taxonomy;

/// <summary>
/// The taxonomy as it ships, and copies of it with one thing broken. The copies hold only the first rows of the population,
/// which alone is ten times as long as all the rest. Nothing is written to disk.
/// </summary>
internal static class TaxonomyFolder
{
    private const string Population = "population.csv";

    private static readonly Lazy<FolderFiles> Files = new(ReadShipped);

    private static readonly Lazy<string> ShortPopulation = new(() =>
        string.Concat(Encoding.UTF8.GetString(Shipped.Files[Population].Span).Split('\n')[..200].Select(l => l + "\n"))
    );

    private static readonly Lazy<TaxonomyCatalogue> Catalogue = new(() =>
        TaxonomyReader.Read(Shipped).Catalogue ?? throw new InvalidOperationException("The taxonomy as it ships cannot be read.")
    );

    public static FolderFiles Shipped => Files.Value;

    public static TaxonomyCatalogue Read => Catalogue.Value;

    public static FolderFiles Without(string file) => With(file, null);

    /// <summary>A copy in which the text of one file is changed once, at the first place where it stands.</summary>
    public static FolderFiles Replacing(string file, string text, string by)
    {
        var content = TextOf(file);
        var at = content.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} does not hold: {text}");
        return With(file, content[..at] + by + content[(at + text.Length)..]);
    }

    public static FolderFiles Adding(string file, string row) => With(file, TextOf(file) + row + "\n");

    public static FolderFiles With(string file, string? content) =>
        WithBytes(file, content is null ? null : Encoding.UTF8.GetBytes(content));

    public static FolderFiles WithBytes(string file, byte[]? content)
    {
        var files = Shipped.Files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        files[Population] = Encoding.UTF8.GetBytes(ShortPopulation.Value);
        files.Remove(file);
        if (content is not null)
            files.Add(file, content);
        return new FolderFiles(Shipped.Name, files);
    }

    public static string TextOf(string file) =>
        file == Population ? ShortPopulation.Value : Encoding.UTF8.GetString(Shipped.Files[file].Span);

    /// <summary>The line, from 1, on which a text first stands.</summary>
    public static int LineOf(string file, string text)
    {
        var content = TextOf(file);
        return 1 + content[..content.IndexOf(text, StringComparison.Ordinal)].Count(c => c == '\n');
    }

    public static int LinesOf(string file) => TextOf(file).Count(c => c == '\n');

    /// <summary>The one finding a broken folder is expected to give.</summary>
    public static Finding OnlyFinding(FolderFiles folder)
    {
        var (catalogue, findings) = TaxonomyReader.Read(folder);
        Assert.Null(catalogue);
        return Assert.Single(findings);
    }

    private static FolderFiles ReadShipped()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Observatory.sln")))
            at = at.Parent;
        var folder = new DirectoryInfo(Path.Combine(at!.FullName, "etl-mappings", "taxonomy"));
        return new FolderFiles(
            "taxonomy",
            folder.GetFiles().ToDictionary(f => f.Name, f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f.FullName), StringComparer.Ordinal)
        );
    }
}
