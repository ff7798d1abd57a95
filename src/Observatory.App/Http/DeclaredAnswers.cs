using Observatory.App.Responses;

namespace Observatory.App.Http;

/// <summary>A media type in which an address also answers, beside JSON or instead of it.</summary>
internal sealed record OtherForm(string MediaType);

/// <summary>Marks an address that answers a table in every format that the program can write.</summary>
internal sealed record EveryTableFormat;

/// <summary>
/// Declares what an address answers, for the API's description, and writes JSON documents of the declared types only. Problem documents
/// need no declaration: every address can answer one.
/// </summary>
internal static class DeclaredAnswers
{
    /// <summary>The media type of files that are answered as they were sent.</summary>
    public const string AnyFile = "*/*";

    /// <summary>
    /// No address answers this status. The framework describes one type of document for each status, so a second one is declared here, and
    /// the description joins the two.
    /// </summary>
    public const int OfSecondDocument = 299;

    private const string Json = "application/json";

    /// <summary>A JSON document.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder builder, Type document, int status = StatusCodes.Status200OK)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProducesResponseTypeMetadata(status, document, [Json]));

    /// <summary>A JSON document of another type for other parameters.</summary>
    public static TBuilder OrAnswers<TBuilder>(this TBuilder builder, Type document)
        where TBuilder : IEndpointConventionBuilder => builder.Answers(document, OfSecondDocument);

    /// <summary>A status without a body.</summary>
    public static TBuilder AnswersNothing<TBuilder>(this TBuilder builder, int status = StatusCodes.Status204NoContent)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void)));

    /// <summary>A body that is no JSON.</summary>
    public static TBuilder AnswersAs<TBuilder>(this TBuilder builder, params IReadOnlyList<string> mediaTypes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata([.. mediaTypes.Select(m => new OtherForm(m))]);

    /// <summary>A table.</summary>
    public static TBuilder AnswersTable<TBuilder>(this TBuilder builder, Type row, Type meta)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Answers(typeof(Listed<,>).MakeGenericType(row, meta)).WithMetadata(new EveryTableFormat());

    /// <exception cref="InvalidOperationException">The address does not declare this type: a mistake of ours.</exception>
    public static Task WriteAsync<T>(HttpContext context, T document, CancellationToken cancellation)
    {
        if (context.GetEndpoint()?.Metadata.OfType<ProducesResponseTypeMetadata>().Any(p => p.Type == typeof(T)) != true)
            throw new InvalidOperationException($"{context.GetEndpoint()?.DisplayName} does not say that it answers {typeof(T)}.");
        return context.Response.WriteAsJsonAsync(document, Requests.Json, cancellation);
    }
}
