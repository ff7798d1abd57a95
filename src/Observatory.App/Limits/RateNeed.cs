namespace Observatory.App.Limits;

/// <summary>How the requests of an address are counted, if the HTTP method does not determine it.</summary>
internal enum RateKind
{
    /// <summary>Not counted: the address must always respond, or costs nothing.</summary>
    Free,
    Upload,
}

internal sealed record RateNeed(RateKind Kind);

internal static class RateNeeds
{
    /// <summary>For health checks and static pages.</summary>
    public static TBuilder IsNotCounted<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RateNeed(RateKind.Free));

    public static TBuilder CountsAsUpload<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RateNeed(RateKind.Upload));
}
