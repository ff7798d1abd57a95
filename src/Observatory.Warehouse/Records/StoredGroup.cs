using System.Globalization;
using System.Text.Json;
using Observatory.Core.Answers;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Suggesting;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Records;

/// <summary>All findings of one cause, as stored; see <see cref="FindingGroup"/>. Its documents are JSON.</summary>
public sealed class StoredGroup
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public required Guid SubmissionId { get; init; }
    public required int Ordinal { get; init; }
    public required string Code { get; init; }
    public required string Severity { get; init; }
    public required string Cause { get; init; }
    public required bool IsRest { get; init; }

    /// <summary>How many findings have this cause, stored individually or not.</summary>
    public required int Findings { get; init; }
    public required string Places { get; init; }
    public required string Arguments { get; init; }
    public required string Suggestions { get; init; }

    /// <summary>How many figures they are about.</summary>
    public long Figures() =>
        FindingCatalogue.Find(Code)?.Counted is { } name
        && JsonSerializer.Deserialize<Dictionary<string, string>>(Arguments)!.TryGetValue(name, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var figures)
            ? figures
            : Findings;

    /// <summary>The first of its findings; if it gives a number of figures, that number is the sum for the whole group.</summary>
    public Finding ToFirst() =>
        new(
            Code,
            Enum.Parse<Core.Checking.Severity>(Severity),
            FirstPlaces() is [var place, ..] ? place : null,
            JsonSerializer.Deserialize<Dictionary<string, string>>(Arguments)!
        );

    public IReadOnlyDictionary<string, string> SharedArguments() => JsonSerializer.Deserialize<Dictionary<string, string>>(Cause)!;

    public IReadOnlyList<CellRef> FirstPlaces() =>
        [.. JsonSerializer.Deserialize<List<Place>>(Places, Format)!.Select(p => new CellRef(p.Sheet ?? "", p.Row, p.Column))];

    public IReadOnlyList<NearLabel> NearLabels() => JsonSerializer.Deserialize<List<NearLabel>>(Suggestions, Format)!;

    /// <summary>The findings of a reading by their cause, with suggestions, which are made here because the mapping is at hand.</summary>
    public static IEnumerable<StoredGroup> Of(Guid submission, FileReading reading, TaxonomyCatalogue taxonomy, AnswerMemory answers)
    {
        var near = new NearLabels(reading.Mapping, taxonomy);
        return reading.Findings.Groups.Select(
            (group, at) =>
                new StoredGroup
                {
                    SubmissionId = submission,
                    Ordinal = at,
                    Code = group.Code,
                    Severity = group.Severity.ToString(),
                    Cause = JsonSerializer.Serialize(group.Cause),
                    IsRest = group.IsRest,
                    Findings = group.Count,
                    Places = JsonSerializer.Serialize(group.Places.Select(p => new Place(p.Sheet, p.Row, p.Column)), Format),
                    Arguments = JsonSerializer.Serialize(
                        answers.Remind(group.First with { Arguments = group.Arguments }, reading.Mapping).Arguments
                    ),
                    Suggestions = JsonSerializer.Serialize(group.IsRest ? [] : near.Of(group.First), Format),
                }
        );
    }

    private sealed record Place(string? Sheet, int Row, int Column);
}
