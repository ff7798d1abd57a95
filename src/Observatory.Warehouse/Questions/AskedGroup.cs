using Observatory.Core.Deriving;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions;

/// <summary>A group of States in a question.</summary>
/// <param name="IsListed">
/// True if the question also asks for its members (<c>group:CARICOM</c>), false for the aggregate alone (<c>CARICOM</c>).
/// </param>
public sealed record AskedGroup(string Code, bool IsListed, IReadOnlyList<GroupMember> Members)
{
    /// <summary>The note about the members whose figures an aggregate uses (rule 31).</summary>
    public string MembershipNote =>
        Code == DerivingPolicy.Oas ? DerivingNotes.MembersOas
        : Members.Any(m => m.FromYear is not null || m.ToYear is not null) ? DerivingNotes.MembersDated
        : DerivingNotes.MembersUndated;

    public IEnumerable<string> MembersIn(int year) => Members.Where(m => m.HoldsIn(year)).Select(m => m.Area);

    public bool HasMember(string area, int year) => Members.Any(m => m.Area == area && m.HoldsIn(year));
}
