using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observatory.Core.Checking;

/// <summary>
/// Every code with its severities, cause and example: the single source for the page of findings, for the endpoint that lists them and for
/// the grouping of findings. A test compares it with <see cref="FindingCodes"/>, with the messages and with the code that makes findings.
/// </summary>
public static class FindingCatalogue
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>All kinds, in the order of <see cref="FindingCodes"/>.</summary>
    public static IReadOnlyList<FindingKind> All { get; } = Load();

    private static readonly FrozenDictionary<string, FindingKind> ByCode = All.ToFrozenDictionary(k => k.Code, StringComparer.Ordinal);

    /// <summary>The kind of a code; null if there is no such code.</summary>
    public static FindingKind? Find(string code) => ByCode.GetValueOrDefault(code);

    private static List<FindingKind> Load()
    {
        const string name = "Observatory.Core.Checking.findings.json";
        using var stream = typeof(FindingCatalogue).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        return JsonSerializer.Deserialize<List<FindingKind>>(stream, Format)!;
    }
}
