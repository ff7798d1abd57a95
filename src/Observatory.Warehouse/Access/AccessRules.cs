using Observatory.Core.Access;

namespace Observatory.Warehouse.Access;

/// <summary>
/// The first check: what the program itself asks before it does something. The second, PostgreSQL's row-level security, applies whether or
/// not this one does; a test switches this one off to verify that.
/// </summary>
public sealed class AccessRules
{
    private readonly bool _asks;

    private AccessRules(bool asks) => _asks = asks;

    public static AccessRules Usual { get; } = new(true);

    /// <summary>For the test in which only the database refuses.</summary>
    internal static AccessRules DatabaseAlone { get; } = new(false);

    /// <summary>Whether the program checks by itself.</summary>
    internal bool Asks => _asks;

    /// <exception cref="Core.Checking.Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public void Demand(Actor actor, Permission permission)
    {
        if (_asks)
            actor.Demand(permission);
    }

    /// <exception cref="Core.Checking.Refusal">SIGN_IN_NEEDED, NOT_ALLOWED, COUNTRY_FOREIGN.</exception>
    public void Demand(Actor actor, Permission permission, string? country, string? office)
    {
        if (_asks)
            actor.Demand(permission, country, office);
    }

    /// <summary>Whether something exists for an actor; what the actor may not see does not.</summary>
    public bool Shows(Actor actor, Permission permission, string? country, string? office) =>
        !_asks || actor.May(permission, country, office);
}
