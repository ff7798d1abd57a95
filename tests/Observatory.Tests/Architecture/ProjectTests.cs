using System.Xml.Linq;
using Observatory.App.Verbs;
using Observatory.Tests.Documentation;
using Xunit;

namespace Observatory.Tests.Architecture;

/// <summary>Which project may name which: SQL, tables and the database's driver stay out of App, and out of Core.</summary>
public sealed class ProjectTests
{
    private static readonly string[] OfDatabase = ["Npgsql", "Dapper", "Microsoft.EntityFrameworkCore", "Hangfire.PostgreSql", "dbup"];

    [Fact]
    public void App_names_nothing_of_the_database() =>
        Assert.DoesNotContain(typeof(Verb).Assembly.GetReferencedAssemblies(), a => IsOfDatabase(a.Name!));

    [Theory]
    [InlineData("Observatory.Core")]
    [InlineData("Observatory.App")]
    public void A_project_without_a_database_refers_to_nothing_of_it(string project) =>
        Assert.DoesNotContain(References(project, "PackageReference"), r => IsOfDatabase(Name(r)));

    [Theory]
    [InlineData("Observatory.Warehouse")]
    [InlineData("Observatory.Hosting")]
    public void A_project_with_a_database_keeps_its_packages_from_being_named_by_others(string project)
    {
        var packages = References(project, "PackageReference").Where(r => IsOfDatabase(Name(r))).ToList();
        Assert.NotEmpty(packages);
        Assert.All(packages, p => Assert.Contains("compile", (p.Attribute("PrivateAssets")?.Value ?? "").Split(';')));
    }

    [Theory]
    [InlineData("Observatory.Core", "")]
    [InlineData("Observatory.Warehouse", "Observatory.Core")]
    [InlineData("Observatory.Hosting", "Observatory.Warehouse")]
    [InlineData("Observatory.App", "Observatory.Core, Observatory.Hosting, Observatory.Warehouse")]
    public void Arrows_between_projects_go_one_way(string project, string known) =>
        Assert.Equal(
            known,
            string.Join(
                ", ",
                References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(Name(r))).Order(StringComparer.Ordinal)
            )
        );

    private static bool IsOfDatabase(string name) => OfDatabase.Any(n => name.StartsWith(n, StringComparison.OrdinalIgnoreCase));

    private static string Name(XElement reference) => reference.Attribute("Include")!.Value;

    private static IEnumerable<XElement> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Page.Root, "src", project, $"{project}.csproj")).Descendants(kind);
}
