using Observatory.Core.Access;

namespace Observatory.App.Access;

/// <summary>
/// The permission that an address requires. Every address declares one; without it the address refuses everybody and a test fails.
/// </summary>
/// <param name="Permission">Null for an address that is open to everybody: health, description.</param>
internal sealed record AccessNeed(Permission? Permission);

internal static class AccessNeeds
{
    /// <summary>Only for callers who have a permission. Its reach is checked again once the object that it concerns is known.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Permission permission)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AccessNeed(permission));

    /// <summary>For everybody.</summary>
    public static TBuilder IsOpen<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AccessNeed((Permission?)null));
}
