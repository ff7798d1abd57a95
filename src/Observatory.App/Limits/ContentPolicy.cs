namespace Observatory.App.Limits;

/// <summary>What an address lets a browser load, where that is more than nothing.</summary>
/// <param name="Text">As <c>Content-Security-Policy</c> writes it.</param>
internal sealed record ContentPolicy(string Text);

internal static class ContentPolicies
{
    public static TBuilder HasContentPolicy<TBuilder>(this TBuilder endpoints, string text)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ContentPolicy(text));
}
