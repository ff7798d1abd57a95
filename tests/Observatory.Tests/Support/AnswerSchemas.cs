using System.Globalization;
using System.Text.Json;

namespace Observatory.Tests.Support;

/// <summary>Compares JSON documents of the server with the schemas that its description gives them.</summary>
internal sealed class AnswerSchemas(JsonElement description)
{
    /// <summary>Every operation: its method, its path with placeholders, and its description.</summary>
    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations =>
        from path in description.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (method.Name.ToUpperInvariant(), path.Name, method.Value);

    /// <summary>References to schemas that the description does not contain.</summary>
    public IEnumerable<string> LostReferences() => ReferencesIn(description).Distinct().Where(r => !TryResolve(r, out _));

    /// <summary>How a document differs from its schema: undeclared, absent or of another type; empty if it does not.</summary>
    /// <param name="address">With or without a query.</param>
    public IReadOnlyList<string> Faults(string method, string address, int status, JsonElement document)
    {
        var steps = address.Split('?')[0].Split('/');
        var operation = Operations.Single(o => o.Method == method && Matches(o.Path.Split('/'), steps)).Operation;
        var responses = operation.GetProperty("responses");
        var response = responses.TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var own)
            ? own
            : responses.GetProperty("default");
        var content = response.GetProperty("content");
        var schema = content.TryGetProperty(status < 400 ? "application/json" : "application/problem+json", out var form)
            ? form.GetProperty("schema")
            : throw new InvalidOperationException($"{method} {address} {status} is not described as JSON.");
        return [.. Faults(schema, document, "$")];
    }

    private bool Matches(string[] path, string[] steps) =>
        path.Length == steps.Length
        && path.Zip(steps).All(s => s.First == s.Second || s.First.StartsWith('{'))
        && (path.SequenceEqual(steps) || !description.GetProperty("paths").TryGetProperty(string.Join('/', steps), out _));

    private IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Faults(Resolve(reference.GetString()!), value, at);
        foreach (var choice in (string[])["anyOf", "oneOf"])
            if (schema.TryGetProperty(choice, out var choices))
                return choices.EnumerateArray().Select(c => Faults(c, value, at).ToList()).MinBy(f => f.Count)!;
        if (!schema.EnumerateObject().Any())
            return [];
        if (!TypesOf(schema).Contains(TypeOf(value)))
            return [$"{at} is {TypeOf(value)} and not {string.Join(" or ", TypesOf(schema))}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultsOfObject(schema, value, at),
            JsonValueKind.Array => value
                .EnumerateArray()
                .SelectMany((v, i) => Faults(schema.GetProperty("items"), v, $"{at}[{i.ToString(CultureInfo.InvariantCulture)}]")),
            _ => [],
        };
    }

    private IEnumerable<string> FaultsOfObject(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _)))
                yield return $"{at}.{name} is absent";
        foreach (var property in value.EnumerateObject())
        {
            var inside = $"{at}.{property.Name}";
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(property.Name, out var declared))
                foreach (var fault in Faults(declared, property.Value, inside))
                    yield return fault;
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
                foreach (var fault in Faults(others, property.Value, inside))
                    yield return fault;
            else
                yield return $"{inside} is undeclared";
        }
    }

    private static string[] TypesOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return [];
        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];
        return [.. types.SelectMany(t => t == "number" ? [t, "integer"] : (string[])[t])];
    }

    private static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
            _ => value.ValueKind.ToString().ToLowerInvariant(),
        };

    private JsonElement Resolve(string reference) =>
        TryResolve(reference, out var found) ? found : throw new InvalidOperationException($"{reference} is nowhere.");

    private bool TryResolve(string reference, out JsonElement found)
    {
        found = description;
        foreach (var step in reference.TrimStart('#', '/').Split('/'))
            if (!found.TryGetProperty(step, out found))
                return false;
        return true;
    }

    private static IEnumerable<string> ReferencesIn(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : ReferencesIn(p.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
            _ => [],
        };
}
