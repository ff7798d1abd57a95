using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observatory.Core.Checking;

/// <summary>
/// Every code with its weight, cause and example: the one source of the page of findings, of the address that lists them and of how
/// findings are
/// grouped. A test holds it to <see cref="FindingCodes"/>, to the messages and to the code that makes findings.
/// </summary>
public static class FindingCatalogue
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>In the order of <see cref="FindingCodes"/>.</summary>
    public static IReadOnlyList<FindingKind> All { get; } = Load();

    private static readonly FrozenDictionary<string, FindingKind> ByCode = All.ToFrozenDictionary(k => k.Code, StringComparer.Ordinal);

    /// <summary>Null for a code that does not exist.</summary>
    public static FindingKind? Find(string code) => ByCode.GetValueOrDefault(code);

    private static List<FindingKind> Load()
    {
        const string name = "Observatory.Core.Checking.findings.json";
        using var stream = typeof(FindingCatalogue).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        return JsonSerializer.Deserialize<List<FindingKind>>(stream, Format)!;
    }
}
