using Observatory.Tests.Documentation;
using Xunit;

namespace Observatory.Tests.Architecture;

/// <summary>
/// Arrows between the folders of a project go one way, so that each can be understood with what lies below it alone. Folders that need each
/// other are one subject, or a type lies in the wrong one.
/// </summary>
public sealed class FolderArrowsTests
{
    private static readonly string Source = Path.Combine(Page.Root, "src");

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Source).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_leads_back_to_itself(string project) => Assert.Empty(Graph(project).Circles());

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_namespace_of_a_file_is_its_folder(string project) => Assert.Empty(Graph(project).Misnamed);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_start_of_the_program_lies_outside_the_folders(string project) =>
        Assert.Empty(Graph(project).AtRoot.Except(["Program.cs"]));

    [Fact]
    public void A_circle_of_three_is_told_with_the_files_that_make_it()
    {
        var graph = FolderGraph.Of(
            "House",
            ("Roof/Tile.cs", "using House.Walls;\nnamespace House.Roof;\nclass Tile;"),
            ("Walls/Stone.cs", "namespace House.Walls;\nclass Stone { Cellar.Floor? _on; }"),
            ("Cellar/Floor.cs", "using static House.Roof.Tile;\nnamespace House.Cellar;\nclass Floor;"),
            ("Garden/Tree.cs", "using House.Roof;\nnamespace House.Garden;\nclass Tree;")
        );
        Assert.Equal(
            "Cellar, Roof, Walls\n  Cellar -> Roof: Floor.cs\n  Roof -> Walls: Tile.cs\n  Walls -> Cellar: Stone.cs",
            Assert.Single(graph.Circles())
        );
    }

    [Fact]
    public void Comments_texts_and_members_draw_no_arrow()
    {
        var graph = FolderGraph.Of(
            "House",
            ("Roof/Tile.cs", "// using House.Walls;\nnamespace House.Roof;\nclass Tile { string S => \"House.Walls\" + x.Walls.Stone; }"),
            ("Walls/Stone.cs", "using House.Roof;\nnamespace House.Walls;\nclass Stone;")
        );
        Assert.Empty(graph.Circles());
    }

    private static FolderGraph Graph(string project) => FolderGraph.Of(Path.Combine(Source, project));
}
