namespace Observatory.App.Limits;

/// <summary>What an address counts as, where that is not said by its method.</summary>
internal enum RateKind
{
    /// <summary>Nothing: it has to answer whatever else happens, or costs nothing.</summary>
    Free,
    Upload,
}

internal sealed record RateNeed(RateKind Kind);

internal static class RateNeeds
{
    /// <summary>For health and pages that are the same for everybody.</summary>
    public static TBuilder IsNotCounted<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RateNeed(RateKind.Free));

    public static TBuilder CountsAsUpload<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RateNeed(RateKind.Upload));
}
