using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Observatory.Tests.Documentation;

/// <summary>Writes the JSON Schema of <c>mapping.yaml</c> from the words that the readers know.</summary>
internal static class MappingSchema
{
    public const string File = "etl-mappings/mapping.schema.json";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Written()
    {
        var definitions = new JsonObject();
        foreach (var place in MappingWords.All.GroupBy(w => w.Place).Where(p => p.Key != MappingWords.Root))
            definitions[place.Key] = ObjectOf(place);
        foreach (var (place, values) in MappingWords.Open)
            definitions[place] = new JsonObject { ["type"] = "object", ["additionalProperties"] = AnyOf([.. values.Select(OpenValue)]) };
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "mapping.yaml of the Inter-American Security Observatory",
        };
        foreach (var (name, value) in ObjectOf(MappingWords.All.Where(w => w.Place == MappingWords.Root)).ToList())
            schema[name] = value?.DeepClone();
        schema["definitions"] = definitions;
        return schema.ToJsonString(Layout) + "\n";
    }

    private static JsonObject ObjectOf(IEnumerable<MappingWord> words)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var word in words)
        {
            var value = ValueOf(word);
            // Beside a reference no other word counts.
            properties[word.Word] = value.ContainsKey("$ref")
                ? new JsonObject { ["description"] = word.Description, ["allOf"] = new JsonArray(value) }
                : With(word.Description, value);
            if (word.IsRequired)
                required.Add(word.Word);
        }
        var map = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (required.Count > 0)
            map["required"] = required;
        return map;
    }

    private static JsonObject With(string description, JsonObject value)
    {
        var described = new JsonObject { ["description"] = description };
        foreach (var (name, part) in value.ToList())
            described[name] = part?.DeepClone();
        return described;
    }

    private static JsonObject ValueOf(MappingWord word)
    {
        var values = new List<JsonObject>();
        if (word.Shapes.HasFlag(WordShapes.Flag))
            values.Add(new JsonObject { ["type"] = "boolean" });
        if (word.Shapes.HasFlag(WordShapes.Whole))
            values.Add(Whole(word));
        if (word.Shapes.HasFlag(WordShapes.Number))
            values.Add(new JsonObject { ["type"] = "number" });
        if (word.Shapes.HasFlag(WordShapes.Text) || word.Shapes.HasFlag(WordShapes.Texts))
            values.Add(Text(word));
        if (word.Shapes.HasFlag(WordShapes.Texts))
            values.Add(new JsonObject { ["type"] = "array", ["items"] = Text(word) });
        if (word.Below is { } below)
        {
            values.Add(Reference(below));
            if (word.Shapes.HasFlag(WordShapes.Maps))
                values.Add(new JsonObject { ["type"] = "array", ["items"] = Reference(below) });
        }
        return AnyOf(values);
    }

    private static JsonObject Whole(MappingWord word)
    {
        var whole = new JsonObject { ["type"] = "integer" };
        if (word.Range is var (least, most))
            (whole["minimum"], whole["maximum"]) = (least, most);
        return whole;
    }

    /// <summary>A text may look like a number or a flag: the readers take what is written.</summary>
    private static JsonObject Text(MappingWord? word) =>
        word is { Options.Count: > 0 }
            ? new JsonObject { ["enum"] = new JsonArray([.. word.Options.Select(o => JsonValue.Create(o))]) }
            : new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };

    private static JsonObject OpenValue(string kind) =>
        kind switch
        {
            MappingWords.OpenText => Text(null),
            MappingWords.OpenTexts => AnyOf([Text(null), new JsonObject { ["type"] = "array", ["items"] = Text(null) }]),
            _ => Reference(kind),
        };

    private static JsonObject Reference(string place) => new() { ["$ref"] = $"#/definitions/{place}" };

    private static JsonObject AnyOf(List<JsonObject> values) =>
        values.Count == 1 ? values[0] : new JsonObject { ["anyOf"] = new JsonArray([.. values]) };
}
