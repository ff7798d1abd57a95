using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Core.Checking;

namespace Observatory.App.Http;

/// <summary>Texts of a document that comes with a request: none that could not be kept.</summary>
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
            // Half a pair of surrogates, written as an escape.
            throw new JsonException();
        }
    }

    /// <summary>Lists of texts, none of which is missing.</summary>
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
