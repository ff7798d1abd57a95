using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>
/// A row with a member for every breakdown dimension. SQL says <c>urban</c> for the dimension AREA, whose name is taken by territories.
/// </summary>
public abstract record BrokenDownRow
{
    public required string Sex { get; init; }
    public required string Age { get; init; }
    public required string Mechanism { get; init; }
    public required string Relationship { get; init; }
    public required string Motive { get; init; }
    public required string Place { get; init; }
    public required string Urban { get; init; }
    public required string Citizenship { get; init; }
    public required string Exploitation { get; init; }
    public required string Drug { get; init; }
    public required string Offence { get; init; }

    /// <summary>The members in the order of <see cref="BreakdownDimensions.All"/>.</summary>
    public IReadOnlyList<string> Members() =>
        [Sex, Age, Mechanism, Relationship, Motive, Place, Urban, Citizenship, Exploitation, Drug, Offence];

    /// <summary>Whether two rows are of the same members: asked of every row of an answer.</summary>
    public bool HasMembersOf(BrokenDownRow other) =>
        Offence == other.Offence
        && Sex == other.Sex
        && Age == other.Age
        && Mechanism == other.Mechanism
        && Relationship == other.Relationship
        && Motive == other.Motive
        && Place == other.Place
        && Urban == other.Urban
        && Citizenship == other.Citizenship
        && Exploitation == other.Exploitation
        && Drug == other.Drug;

    public Breakdown Breakdown() => new([.. Members()]);
}
