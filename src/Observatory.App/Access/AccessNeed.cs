using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>What an address asks of its caller. Every address has one; without it nobody gets through, and a test fails.</summary>
/// <param name="Permission">Null where it is open to whoever reaches the server: health, description.</param>
internal sealed record AccessNeed(Permission? Permission);

internal static class AccessNeeds
{
    /// <summary>Only for those who have a permission; how far it goes is asked again where the thing itself is known.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Permission permission)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AccessNeed(permission));

    /// <summary>For everybody.</summary>
    public static TBuilder IsOpen<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AccessNeed((Permission?)null));
}
