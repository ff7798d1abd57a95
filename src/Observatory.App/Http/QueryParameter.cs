namespace Observatory.App.Http;

/// <summary>A query parameter as the API's description shows it.</summary>
internal sealed record QueryParameter(string Name, string Description, bool Required = false);

/// <summary>Says of an address which query parameters it takes.</summary>
internal static class QueryParameters
{
    public static TBuilder Takes<TBuilder>(this TBuilder builder, params IReadOnlyList<QueryParameter> parameters)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata([.. parameters.Append(new QueryParameter("lang", "en, es, fr or pt; otherwise by Accept-Language"))]);
        return builder;
    }
}
