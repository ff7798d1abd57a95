using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>
/// What a session may hold by the way in which somebody signed in. It is asked again whenever their roles are looked up, for roles change
/// later.
/// </summary>
/// <param name="IsDemanded">False where an installation does without second proofs.</param>
internal sealed record SecondFactorRule(bool IsDemanded)
{
    /// <summary>Whether somebody has a role for which one proof of who they are is too little.</summary>
    public bool IsNeededBy(Actor actor) => IsDemanded && actor.Roles.Any(Rights.NeedsSecondFactor);

    /// <summary>
    /// Somebody as their session has them: without a second proof the roles that need one are left out. Null where none is left, and they
    /// have to sign in anew.
    /// </summary>
    /// <param name="isProvedTwice">Whether they proved who they are in two ways when they signed in.</param>
    public Actor? Held(Actor actor, bool isProvedTwice)
    {
        if (isProvedTwice || !IsNeededBy(actor))
            return actor;
        var held = actor.Roles.Where(r => !Rights.NeedsSecondFactor(r)).ToList();
        return held.Count == 0 ? null : new Actor(actor.Name, held, actor.Office, actor.Country);
    }
}
