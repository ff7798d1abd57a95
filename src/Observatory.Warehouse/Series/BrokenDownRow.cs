using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>
/// A row with a category for every breakdown dimension. In SQL the dimension AREA is called <c>urban</c>, because <c>area</c> is a
/// territory.
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

    /// <summary>The categories in the order of <see cref="BreakdownDimensions.All"/>.</summary>
    public IReadOnlyList<string> Members() =>
        [Sex, Age, Mechanism, Relationship, Motive, Place, Urban, Citizenship, Exploitation, Drug, Offence];

    /// <summary>Whether two rows have the same categories. It is called for every row of an answer, so it makes no list.</summary>
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
