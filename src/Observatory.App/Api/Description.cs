using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Observatory.App.Http;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>
/// Adds query parameters to the API's description: endpoints read them from the query itself, so the framework does not see them.
/// </summary>
internal static class Description
{
    private static readonly string[] Whole = ["level", "limit", "lastNObservations"];
    private static readonly string[] Flags = ["bom", "growth"];

    /// <summary>Parameters with a fixed list of values.</summary>
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["freq"] = ["A", "S", "Q", "M"],
        ["labels"] = ["codes", "names", "both"],
        ["panel"] = ["all", "fixed"],
        ["lang"] = ["en", "es", "fr", "pt"],
    };

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Inter-American Security Observatory",
                    Version = "v1",
                    Description =
                        "Crime and violence figures of the States of the Americas, each traceable to the cell of the file it came "
                        + "from. Codes are keys, labels come in four languages, errors are application/problem+json with a stable "
                        + "code.",
                };
                document.Servers = [];
                return Task.CompletedTask;
            }
        );
        options.CreateSchemaReferenceId = info =>
            OpenApiOptions.CreateDefaultSchemaReferenceId(info) is { } usual ? ResponseDescription.NameOf(info.Type, usual) : null;
        options.AddSchemaTransformer(ResponseDescription.DescribeAsync);
        options.AddOperationTransformer(ResponseDescription.DescribeAsync);
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                var formats = context.ApplicationServices.GetRequiredService<TableFormats>();
                foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryParameter>())
                {
                    operation.Parameters ??= [];
                    operation.Parameters.Add(
                        new OpenApiParameter
                        {
                            Name = parameter.Name,
                            In = ParameterLocation.Query,
                            Description = parameter.Description,
                            Required = parameter.Required,
                            Schema = SchemaOf(parameter.Name, formats),
                        }
                    );
                }
                if (context.Description.HttpMethod == HttpMethods.Post)
                    (operation.Parameters ??= []).Add(
                        new OpenApiParameter
                        {
                            Name = Limits.RepeatGuard.Header,
                            In = ParameterLocation.Header,
                            Description =
                                "Chosen by the sender, 1 to 255 characters: the same request under the same key is done once and "
                                + "answered as the first time, for a day",
                            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                        }
                    );
                return Task.CompletedTask;
            }
        );
    }

    private static OpenApiSchema SchemaOf(string parameter, TableFormats formats) =>
        new()
        {
            Type =
                Whole.Contains(parameter) ? JsonSchemaType.Integer
                : Flags.Contains(parameter) ? JsonSchemaType.Boolean
                : JsonSchemaType.String,
            Enum = (parameter == "format" ? formats.Names : Words.GetValueOrDefault(parameter))?.Select(w => (JsonNode)w).ToList(),
        };
}
