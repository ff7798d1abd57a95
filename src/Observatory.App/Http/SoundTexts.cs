using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Core.Checking;

namespace Observatory.App.Http;

/// <summary>Reads the texts of a JSON body, and refuses those that the database cannot store.</summary>
internal sealed class SoundTexts : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? Sound(ref reader) : throw new JsonException();

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Sound(ref reader) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string? Sound(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not { } text ? null
                : Given.IsSound(text) ? text
                : throw new JsonException();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            throw new JsonException();
        }
    }

    /// <summary>Reads lists of texts, and refuses null elements.</summary>
    internal sealed class List : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var texts = JsonSerializer.Deserialize<string?[]>(ref reader, options);
            return texts is null ? null
                : texts.Contains(null) ? throw new JsonException()
                : texts.OfType<string>().ToArray();
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
