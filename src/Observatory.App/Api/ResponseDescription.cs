using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Observatory.App.Http;
using Observatory.App.Responses;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>
/// Describes the responses of every address: the schemas of declared documents, other media types, and the problem document, which is the
/// same everywhere.
/// </summary>
internal static class ResponseDescription
{
    private const string Suffix = "Response";

    private static readonly string SecondDocument = DeclaredAnswers.OfSecondDocument.ToString(CultureInfo.InvariantCulture);

    /// <summary>The description takes numbers as <see cref="Requests.Json"/> writes them: never as texts.</summary>
    public static void Configure(Microsoft.AspNetCore.Http.Json.JsonOptions options) =>
        options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;

    /// <summary>The name of a schema: <c>KeyResponse</c> becomes <c>Key</c>, and a list of them <c>KeyList</c>.</summary>
    /// <param name="usual">The name that the framework would give.</param>
    public static string NameOf(Type type, string usual)
    {
        if (type.Namespace?.StartsWith(nameof(Observatory), StringComparison.Ordinal) != true)
            return usual;
        if (!type.IsGenericType)
            return type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : type.Name;
        var of = type.GetGenericArguments()[0];
        return NameOf(of, of.Name) + (type.GetGenericTypeDefinition() == typeof(One<>) ? "Answer" : "List");
    }

    /// <summary>Every property is always written, null or not, unless it says otherwise.</summary>
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        TableSchemas.Describe(context.JsonTypeInfo.Type, schema);
        foreach (var property in context.JsonTypeInfo.Properties)
            if (
                schema.Properties?.ContainsKey(property.Name) == true
                && property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: false) != true
            )
                (schema.Required ??= new HashSet<string>()).Add(property.Name);
        return Task.CompletedTask;
    }

    public static async Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var responses = operation.Responses ??= [];
        if (responses.TryGetValue("200", out var found) && found is OpenApiResponse answer)
        {
            answer.Content ??= new Dictionary<string, OpenApiMediaType>();
            if (responses.Remove(SecondDocument, out var second))
                foreach (var (form, content) in second.Content!)
                    answer.Content[form].Schema = new OpenApiSchema { AnyOf = [answer.Content[form].Schema!, content.Schema!] };
            foreach (var form in metadata.OfType<OtherForm>())
                answer.Content[form.MediaType] = Text(form.MediaType == DeclaredAnswers.AnyFile ? "binary" : null);
            if (metadata.OfType<EveryTableFormat>().Any())
                foreach (var format in context.ApplicationServices.GetRequiredService<TableFormats>().All)
                    answer.Content.TryAdd(format.MediaType, Text());
        }
        responses["default"] = new OpenApiResponse
        {
            Description = "The request was refused, or the server failed",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = await SchemaAsync(typeof(Problem)) },
            },
        };

        async Task<IOpenApiSchema> SchemaAsync(Type type)
        {
            var schema = await context.GetOrCreateSchemaAsync(type, null, cancellation);
            var name = NameOf(type, type.Name);
            context.Document!.AddComponent(name, schema);
            return new OpenApiSchemaReference(name, context.Document);
        }
    }

    /// <param name="format">Null for a text.</param>
    private static OpenApiMediaType Text(string? format = null) =>
        new()
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format },
        };
}
