using Observatory.Core.Deriving;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions;

/// <summary>A group of States that a question names.</summary>
/// <param name="IsListed">True where its members are asked for too (<c>group:CARICOM</c>), false for the aggregate alone
/// (<c>CARICOM</c>).</param>
public sealed record AskedGroup(string Code, bool IsListed, IReadOnlyList<GroupMember> Members)
{
    /// <summary>The note that says whose figures an aggregate takes (rule 31).</summary>
    public string MembershipNote =>
        Code == DerivingPolicy.Oas ? DerivingNotes.MembersOas
        : Members.Any(m => m.FromYear is not null || m.ToYear is not null) ? DerivingNotes.MembersDated
        : DerivingNotes.MembersUndated;

    public IEnumerable<string> MembersIn(int year) => Members.Where(m => m.HoldsIn(year)).Select(m => m.Area);

    public bool HasMember(string area, int year) => Members.Any(m => m.Area == area && m.HoldsIn(year));
}
