namespace Observatory.App.Http;

/// <summary>A query parameter as the API's description shows it.</summary>
internal sealed record QueryParameter(string Name, string Description, bool Required = false);

/// <summary>Declares the query parameters of an address.</summary>
internal static class QueryParameters
{
    public static TBuilder Takes<TBuilder>(this TBuilder builder, params IReadOnlyList<QueryParameter> parameters)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata([.. parameters.Append(new QueryParameter("lang", "en, es, fr or pt; otherwise by Accept-Language"))]);
        return builder;
    }
}
