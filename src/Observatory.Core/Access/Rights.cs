namespace Observatory.Core.Access;

/// <summary>Who may do what: the one table behind the API, the commands, the database's policies and the documentation.</summary>
/// <remarks>
/// It follows the separation of duties that statistical offices practise (GSBPM, phases "Process", "Analyse" and "Disseminate"): who sends
/// a file does not approve it, who manages people sees no unpublished figure, and nobody changes a figure by hand.
/// </remarks>
public static class Rights
{
    private static readonly Dictionary<Permission, Dictionary<Role, Reach>> Table = new()
    {
        [Permission.QueryPublished] = To(Reach.All, Enum.GetValues<Role>()),
        [Permission.Submit] = To(Reach.OwnCountry, Role.Uploader),
        [Permission.ReadSubmission] = Both(To(Reach.OwnCountry, Role.Uploader, Role.Approver), To(Reach.All, Role.Editor, Role.Publisher)),
        [Permission.Comment] = Both(To(Reach.OwnCountry, Role.Uploader, Role.Approver), To(Reach.All, Role.Editor, Role.Publisher)),
        [Permission.Review] = To(Reach.OwnCountry, Role.Approver),
        [Permission.ManageKeys] = Both(To(Reach.OwnCountry, Role.Approver), To(Reach.All, Role.Admin)),
        [Permission.ManagePeople] = To(Reach.All, Role.Admin),
        [Permission.ManageLimits] = To(Reach.All, Role.Admin),
        [Permission.ManageSubscriptions] = Both(To(Reach.OwnCountry, Role.Approver), To(Reach.All, Role.Admin)),
        [Permission.ReadAudit] = Both(
            To(Reach.OwnCountry, Role.Uploader, Role.Approver),
            To(Reach.All, Role.Editor, Role.Publisher, Role.Admin)
        ),
        [Permission.SeeJobs] = To(Reach.All, Role.Admin),
    };

    /// <summary>The reach of a permission for a role.</summary>
    public static Reach Of(Role role, Permission permission) =>
        role == Role.Operator ? Reach.All : Table[permission].GetValueOrDefault(role, Reach.None);

    /// <summary>The widest reach of a permission among several roles.</summary>
    public static Reach Of(IEnumerable<Role> roles, Permission permission) =>
        roles.Select(r => Of(r, permission)).DefaultIfEmpty(Reach.None).Max();

    /// <summary>Whether a role requires a second sign-in factor: roles that approve, publish or admit people do.</summary>
    public static bool NeedsSecondFactor(Role role) => role is Role.Approver or Role.Publisher or Role.Admin;

    private static Dictionary<Role, Reach> To(Reach reach, params IEnumerable<Role> roles) => roles.ToDictionary(r => r, _ => reach);

    private static Dictionary<Role, Reach> Both(Dictionary<Role, Reach> some, Dictionary<Role, Reach> others) =>
        some.Concat(others).ToDictionary(r => r.Key, r => r.Value);
}
