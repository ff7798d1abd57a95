using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>
/// Which roles a session may use, depending on how the person signed in. It is checked whenever the person's roles are looked up, because
/// roles can change during a session.
/// </summary>
/// <param name="IsDemanded">False if the installation does not require second sign-in factors.</param>
internal sealed record SecondFactorRule(bool IsDemanded)
{
    /// <summary>Whether an actor has a role that requires a second sign-in factor.</summary>
    public bool IsNeededBy(Actor actor) => IsDemanded && actor.Roles.Any(Rights.NeedsSecondFactor);

    /// <summary>
    /// The actor with the roles that the session may use: without a second factor, roles that require one are removed. Null if no role is
    /// left, so that the person must sign in again.
    /// </summary>
    /// <param name="isProvedTwice">Whether the person used a second sign-in factor.</param>
    public Actor? Held(Actor actor, bool isProvedTwice)
    {
        if (isProvedTwice || !IsNeededBy(actor))
            return actor;
        var usable = actor.Roles.Where(r => !Rights.NeedsSecondFactor(r)).ToList();
        return usable.Count == 0 ? null : new Actor(actor.Name, usable, actor.Office, actor.Country);
    }
}
