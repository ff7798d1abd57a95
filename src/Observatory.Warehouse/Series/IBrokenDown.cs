using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>A row with a member for every breakdown dimension. SQL says <c>urban</c> for the dimension AREA, whose name is taken by territories.</summary>
public interface IBrokenDown
{
    string Sex { get; }
    string Age { get; }
    string Mechanism { get; }
    string Relationship { get; }
    string Motive { get; }
    string Place { get; }
    string Urban { get; }
    string Citizenship { get; }
    string Exploitation { get; }
    string Drug { get; }
    string Offence { get; }
}

public static class BrokenDown
{
    /// <summary>The members in the order of <see cref="BreakdownDimensions.All"/>.</summary>
    public static IReadOnlyList<string> Members(this IBrokenDown row) =>
        [row.Sex, row.Age, row.Mechanism, row.Relationship, row.Motive, row.Place, row.Urban, row.Citizenship, row.Exploitation, row.Drug, row.Offence];

    /// <summary>Whether two rows are of the same members: asked of every row of an answer.</summary>
    public static bool HasMembersOf(this IBrokenDown row, IBrokenDown other) =>
        row.Offence == other.Offence && row.Sex == other.Sex && row.Age == other.Age && row.Mechanism == other.Mechanism && row.Relationship == other.Relationship
        && row.Motive == other.Motive && row.Place == other.Place && row.Urban == other.Urban && row.Citizenship == other.Citizenship
        && row.Exploitation == other.Exploitation && row.Drug == other.Drug;

    public static Breakdown Breakdown(this IBrokenDown row) => new([.. row.Members()]);
}
