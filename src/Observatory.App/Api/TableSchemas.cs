using Microsoft.OpenApi;
using Observatory.App.Asking;
using Observatory.App.Responses;
using Observatory.Core.Output;

namespace Observatory.App.Api;

/// <summary>The schemas of rows that a table writer writes, made from the columns of the table.</summary>
internal static class TableSchemas
{
    private static readonly Dictionary<Type, (string Description, Func<OpenApiSchema> Make)> Rows = new()
    {
        [typeof(ObservationResponse)] = ("A figure.", () => Of(FigureTable.AllColumns)),
        [typeof(RevisionResponse)] = ("A value that a cell has had.", () => Of(RevisionTable.Columns)),
    };

    /// <summary>Adds the columns to the schema of a row; does nothing for any other type.</summary>
    public static void Describe(Type type, OpenApiSchema schema)
    {
        if (!Rows.TryGetValue(type, out var row))
            return;
        var made = row.Make();
        (schema.Description, schema.Type, schema.Properties, schema.Required) = (
            row.Description,
            made.Type,
            made.Properties,
            made.Required
        );
    }

    /// <summary>An object with a property for each column, in the order in which they are written.</summary>
    private static OpenApiSchema Of<TRow>(IReadOnlyList<TableColumn<TRow>> columns)
    {
        var written = columns.OrderBy(c => c.Role == ColumnRole.Label).ToList();
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = written.ToDictionary(c => c.Name, c => (IOpenApiSchema)Of(c)),
            Required = written.Where(c => !c.IsOnRequest).Select(c => c.Name).ToHashSet(),
        };
    }

    private static OpenApiSchema Of<TRow>(TableColumn<TRow> column)
    {
        var isList = column.Type is ColumnType.Codes or ColumnType.Notes;
        var schema = column.Type == ColumnType.Group ? Of(column.Parts) : new OpenApiSchema { Type = TypeOf(column.Type) };
        if (isList)
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        schema.Format = column.Type switch
        {
            ColumnType.Day => "date",
            ColumnType.Moment => "date-time",
            ColumnType.Number => "double",
            ColumnType.Integer => "int64",
            _ => null,
        };
        if (column.EmptyMeans is { } meaning)
            schema.Description = $"{(isList ? "Empty" : "Null")}: {meaning}.";
        if (column.EmptyMeans is not null && !isList)
            schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    private static JsonSchemaType TypeOf(ColumnType type) =>
        type switch
        {
            ColumnType.Codes or ColumnType.Notes => JsonSchemaType.Array,
            ColumnType.Number => JsonSchemaType.Number,
            ColumnType.Integer => JsonSchemaType.Integer,
            ColumnType.Flag => JsonSchemaType.Boolean,
            _ => JsonSchemaType.String,
        };
}
