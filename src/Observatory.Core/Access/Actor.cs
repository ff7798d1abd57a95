using Observatory.Core.Checking;

namespace Observatory.Core.Access;

/// <summary>Who does something: a person, a key of a machine, or a part of the program.</summary>
public sealed record Actor
{
    /// <summary>Code of the Observatory's own office, which is of no country.</summary>
    public const string ObservatoryOffice = "OBSERVATORY";

    /// <summary>What the name of a key begins with; its public part follows.</summary>
    public const string KeyMark = "key:";

    public Actor(string name, IEnumerable<Role> roles, string? office, string? country)
    {
        Name = name;
        Roles = [.. roles.Distinct().Order()];
        Office = office;
        Country = country;
    }

    /// <summary>Nobody has said who they are.</summary>
    public static Actor Anonymous { get; } = new("anonymous", [Role.Anonymous], null, null);

    /// <summary>The scheduler, when it fetches a feed.</summary>
    public static Actor Schedule { get; } = new("schedule", [Role.Operator], null, null);

    /// <summary>A worker, when it moves a submission on.</summary>
    public static Actor Worker { get; } = new("worker", [Role.Operator], null, null);

    /// <summary>Whoever runs a verb on the machine itself.</summary>
    public static Actor Operator { get; } = new("operator", [Role.Operator], null, null);

    /// <summary>
    /// What stands in the history of a submission and in the audit: a person's address for signing in, or <c>key:</c> and the key's public
    /// part.
    /// </summary>
    public string Name { get; }

    public IReadOnlyList<Role> Roles { get; }

    /// <summary>
    /// Code of the office acted for: a provider's, or <see cref="ObservatoryOffice"/>; null for the program itself and for the public.
    /// </summary>
    public string? Office { get; }

    /// <summary>ISO 3166 alpha-3 code of the office's country; null for an office of no country.</summary>
    public string? Country { get; }

    /// <summary>Whether it is a machine that acts, by a key.</summary>
    public bool IsKey => Name.StartsWith(KeyMark, StringComparison.Ordinal);

    public bool IsKnown => !Roles.All(r => r == Role.Anonymous);

    public Reach ReachOf(Permission permission) => Rights.Of(Roles, permission);

    /// <summary>
    /// Whether something of an office is within reach: of the own country, what any of its offices has; of no country, only what the own
    /// office has.
    /// </summary>
    /// <param name="country">Null for what is of no country.</param>
    /// <param name="office">Null where it is not known, or of no office: what is then of no country either is out of reach.</param>
    public bool May(Permission permission, string? country, string? office) =>
        ReachOf(permission) switch
        {
            Reach.All => true,
            Reach.OwnCountry => Office is not null && (country is null ? Country is null && office == Office : country == Country),
            _ => false,
        };

    /// <exception cref="Refusal">SIGN_IN_NEEDED where nobody has said who they are; NOT_ALLOWED where none of the roles has it.</exception>
    public void Demand(Permission permission)
    {
        if (ReachOf(permission) != Reach.None)
            return;
        throw IsKnown ? new Refusal(RefusalCodes.NotAllowed, ("value", permission.ToString())) : new Refusal(RefusalCodes.SignInNeeded);
    }

    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; COUNTRY_FOREIGN where it is of a country, or an office without one, out of
    /// reach.</exception>
    public void Demand(Permission permission, string? country, string? office)
    {
        Demand(permission);
        if (!May(permission, country, office))
            throw new Refusal(RefusalCodes.CountryForeign, ("value", country ?? office ?? "–"), ("expected", Country ?? Office ?? "–"));
    }
}
