using Observatory.Core.Checking;

namespace Observatory.Core.Access;

/// <summary>Who performs an action: a person, a machine with a key, or a part of the program.</summary>
public sealed record Actor
{
    /// <summary>Code of the Observatory's own office, which belongs to no country.</summary>
    public const string ObservatoryOffice = "OBSERVATORY";

    /// <summary>The prefix of a key's name; the key's public part follows it.</summary>
    public const string KeyMark = "key:";

    public Actor(string name, IEnumerable<Role> roles, string? office, string? country)
    {
        Name = name;
        Roles = [.. roles.Distinct().Order()];
        Office = office;
        Country = country;
    }

    /// <summary>A caller who has not signed in.</summary>
    public static Actor Anonymous { get; } = new("anonymous", [Role.Anonymous], null, null);

    /// <summary>The scheduler, when it fetches a feed.</summary>
    public static Actor Schedule { get; } = new("schedule", [Role.Operator], null, null);

    /// <summary>A worker process, when it moves a submission to its next state.</summary>
    public static Actor Worker { get; } = new("worker", [Role.Operator], null, null);

    /// <summary>Whoever runs a command on the machine itself.</summary>
    public static Actor Operator { get; } = new("operator", [Role.Operator], null, null);

    /// <summary>
    /// The name in the history of a submission and in the audit: a person's sign-in address, or <c>key:</c> and the key's public part.
    /// </summary>
    public string Name { get; }

    public IReadOnlyList<Role> Roles { get; }

    /// <summary>
    /// Code of the office for which the actor acts: a provider's code, or <see cref="ObservatoryOffice"/>; null for the program itself and
    /// for the public.
    /// </summary>
    public string? Office { get; }

    /// <summary>ISO 3166 alpha-3 code of the office's country; null if the office belongs to no country, or there is no office.</summary>
    public string? Country { get; }

    /// <summary>True if a machine acts with a key; false for a person or the program.</summary>
    public bool IsKey => Name.StartsWith(KeyMark, StringComparison.Ordinal);

    public bool IsKnown => !Roles.All(r => r == Role.Anonymous);

    public Reach ReachOf(Permission permission) => Rights.Of(Roles, permission);

    /// <summary>
    /// Whether the actor has a permission for something that belongs to an office. With <see cref="Reach.OwnCountry"/>, an office of a
    /// country reaches what any office of that country has; an office without a country reaches only what is its own.
    /// </summary>
    /// <param name="country">ISO 3166 alpha-3 code; null if the thing belongs to no country.</param>
    /// <param name="office">Null if the office is unknown or there is none; without a country either, the thing is out of reach.</param>
    public bool May(Permission permission, string? country, string? office) =>
        ReachOf(permission) switch
        {
            Reach.All => true,
            Reach.OwnCountry => Office is not null && (country is null ? Country is null && office == Office : country == Country),
            _ => false,
        };

    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED if nobody has signed in; NOT_ALLOWED if no role of the actor has the permission.
    /// </exception>
    public void Demand(Permission permission)
    {
        if (ReachOf(permission) != Reach.None)
            return;
        throw IsKnown ? new Refusal(RefusalCodes.NotAllowed, ("value", permission.ToString())) : new Refusal(RefusalCodes.SignInNeeded);
    }

    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; COUNTRY_FOREIGN if the thing belongs to a country or an office that the actor does not reach.
    /// </exception>
    public void Demand(Permission permission, string? country, string? office)
    {
        Demand(permission);
        if (!May(permission, country, office))
            throw new Refusal(RefusalCodes.CountryForeign, ("value", country ?? office ?? "–"), ("expected", Country ?? Office ?? "–"));
    }
}
