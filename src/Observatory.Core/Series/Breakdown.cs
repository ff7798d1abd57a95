namespace Observatory.Core.Series;

/// <summary>
/// The breakdown dimensions of the fact table, in the order of its columns. A test compares them with the taxonomy and with the table.
/// </summary>
public static class BreakdownDimensions
{
    public const string Total = "_T";

    public const string Sex = "SEX";
    public const string Offence = "OFFENCE";

    public static IReadOnlyList<string> All { get; } =
    [Sex, "AGE", "MECHANISM", "RELATIONSHIP", "MOTIVE", "PLACE", "AREA", "CITIZENSHIP", "EXPLOITATION", "DRUG", Offence];

    public static int IndexOf(string dimension)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i] == dimension)
                return i;
        return -1;
    }
}

/// <summary>
/// One combination of categories: a code for each breakdown dimension, <c>_T</c> for each by which the figure is not broken down.
/// Two are equal if all codes are.
/// </summary>
public sealed class Breakdown : IEquatable<Breakdown>
{
    private readonly string[] _members;
    private int _hash; // 0 until somebody asks: most are made to be looked at once

    public static Breakdown Total { get; } = new([.. BreakdownDimensions.All.Select(_ => BreakdownDimensions.Total)]);

    /// <param name="members">One category code for each of <see cref="BreakdownDimensions.All"/>, in that order.</param>
    public Breakdown(ReadOnlySpan<string> members)
    {
        if (members.Length != BreakdownDimensions.All.Count)
            throw new ArgumentException("One member is needed for each breakdown dimension.", nameof(members));
        _members = members.ToArray();
    }

    public static Breakdown Of(params ReadOnlySpan<(string Dimension, string Member)> broken)
    {
        var members = BreakdownDimensions.All.Select(_ => BreakdownDimensions.Total).ToArray();
        foreach (var (dimension, member) in broken)
        {
            var at = BreakdownDimensions.IndexOf(dimension);
            if (at < 0)
                throw new ArgumentException($"{dimension} is no breakdown dimension.", nameof(broken));
            members[at] = member;
        }
        return new Breakdown(members);
    }

    public string this[int dimension] => _members[dimension];

    public string this[string dimension] => _members[BreakdownDimensions.IndexOf(dimension)];

    public IReadOnlyList<string> Members => _members;

    public Breakdown With(string dimension, string member)
    {
        var members = (string[])_members.Clone();
        members[BreakdownDimensions.IndexOf(dimension)] = member;
        return new Breakdown(members);
    }

    public bool Equals(Breakdown? other) =>
        ReferenceEquals(this, other) || (other is not null && _members.AsSpan().SequenceEqual(other._members));

    public override bool Equals(object? obj) => Equals(obj as Breakdown);

    public override int GetHashCode()
    {
        if (_hash != 0)
            return _hash;
        var hash = new HashCode();
        foreach (var member in _members)
            hash.Add(member, StringComparer.Ordinal);
        return _hash = hash.ToHashCode();
    }

    /// <summary>Only the dimensions that are broken down, such as <c>SEX=F;MECHANISM=FIREARM</c>; empty for the total.</summary>
    public override string ToString() =>
        string.Join(
            ';',
            _members
                .Select((m, i) => (m, i))
                .Where(x => x.m != BreakdownDimensions.Total)
                .Select(x => $"{BreakdownDimensions.All[x.i]}={x.m}")
        );
}
