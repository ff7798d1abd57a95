namespace Observatory.App.Limits;

/// <summary>What a page lets a browser load, if that is more than nothing.</summary>
/// <param name="Text">The value of <c>Content-Security-Policy</c>.</param>
internal sealed record ContentPolicy(string Text);

internal static class ContentPolicies
{
    public static TBuilder HasContentPolicy<TBuilder>(this TBuilder endpoints, string text)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ContentPolicy(text));
}
