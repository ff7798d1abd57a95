using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;

namespace Observatory.App.Asking;

/// <summary>What stands beside the figures of an answer: labels, sources with licence, the state it is of.</summary>
public sealed record AnswerContext(
    Language Language,
    LabelChoice Labels,
    IReadOnlyDictionary<string, IndicatorRow> Indicators,
    IReadOnlyDictionary<string, ProviderRow> Providers,
    IReadOnlyDictionary<string, string> Areas,
    NewestLoadRow Vintage,
    string TaxonomyVersion,
    NoteTexts Notes,
    MissingTexts Missing
)
{
    /// <summary>Whether each figure stands beside its change since the year before.</summary>
    public bool Growth { get; init; }
}

/// <summary>Writes answers with figures, row by row: memory stays that of one row however long the answer.</summary>
public static class ObservationAnswers
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A page of JSON. Reads one row more than the page holds, to know whether there is another.</summary>
    public static async Task WriteJsonAsync(
        Stream output,
        AnsweredFigures figures,
        AnswerContext context,
        int limit,
        CancellationToken cancellation
    )
    {
        var question = figures.Question;
        // A later page is of the vintage of the first one, whatever has been loaded since.
        if (question.Asked.AsOf is null)
            context = context with { Vintage = context.Vintage with { Vintage = question.Vintage } };
        await using var writer = new Utf8JsonWriter(output, Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        var (count, more, end) = (0, false, new PageEnd(question));
        var (sources, notes) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        Figure? last = null;
        var (loadedAt, loadedAtText) = (default(Instant), "");
        await foreach (var row in figures.Rows.WithCancellation(cancellation))
        {
            if (count == limit)
            {
                more = true;
                break;
            }
            end.Add(row);
            // Most rows say of themselves what the one before them did.
            if (last is null || row.LoadedAt != loadedAt)
                (loadedAt, loadedAtText) = (row.LoadedAt, InstantPattern.ExtendedIso.Format(row.LoadedAt));
            WriteRow(writer, row, loadedAtText, context);
            if (last is null || row.Source != last.Source || row.Derivation?.DenominatorSource != last.Derivation?.DenominatorSource)
                sources.UnionWith(SourcesOf(row));
            if (!row.Notes.Equals(last?.Notes))
                notes.UnionWith(row.Notes.Notes);
            last = row;
            if (++count % 500 == 0)
                await writer.FlushAsync(cancellation);
        }
        writer.WriteEndArray();
        writer.WriteStartObject("meta");
        writer.WriteNumber("count", count);
        var next = more ? end.Cursor : null;
        writer.WriteString("nextCursor", next?.ToString());
        WriteMissing(writer, await figures.MissingAsync(next, cancellation), context);
        WriteMeta(writer, context, sources, notes);
        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
    }

    /// <summary>The whole answer as CSV: column names never translated, numbers always with a point.</summary>
    public static Task WriteCsvAsync(
        Stream output,
        IAsyncEnumerable<Figure> rows,
        AnswerContext context,
        bool byteOrderMark,
        CancellationToken cancellation
    ) => CsvAnswer.WriteAsync(output, Columns(context), rows, row => Fields(row, context), byteOrderMark, cancellation);

    private static void WriteRow(Utf8JsonWriter writer, Figure row, string loadedAt, AnswerContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("indicator", row.Indicator);
        writer.WriteString("area", row.Area);
        writer.WriteString("period", row.Period.ToString());
        writer.WriteString("freq", row.Period.Frequency.Code());
        var members = row.Breakdown.Members;
        for (var i = 0; i < members.Count; i++)
            writer.WriteString(BreakdownDimensions.All[i], members[i]);
        writer.WriteString("source", row.Source);
        Number("value", row.Value);
        writer.WriteString("unit", row.Unit);
        writer.WriteStartArray("status");
        foreach (var status in row.Statuses.Codes)
            writer.WriteStringValue(status);
        writer.WriteEndArray();
        writer.WriteBoolean("derived", row.Derived);
        writer.WriteBoolean("complete", row.Complete);
        Number("partialValue", row.PartialValue);
        writer.WriteNumber("partsPresent", row.PartsPresent);
        if (row.PartsExpected is { } expected)
            writer.WriteNumber("partsExpected", expected);
        else
            writer.WriteNull("partsExpected");
        Number("numerator", row.Derivation?.Numerator);
        Number("denominator", row.Derivation?.Denominator);
        writer.WriteString("denominatorSource", row.Derivation?.DenominatorSource);
        Number("lowerBound", row.LowerBound);
        Number("upperBound", row.UpperBound);
        WriteCoverage(writer, row.Derivation?.Coverage);
        writer.WriteStartArray("notes");
        foreach (var note in row.Notes.Notes)
            writer.WriteStringValue(note.TrimStart(NoteTexts.FreeText));
        writer.WriteEndArray();
        writer.WriteNumber("submission", row.Submission);
        writer.WriteString("loadedAt", loadedAt);
        if (context.Growth)
        {
            Number("change", row.Change);
            writer.WriteString("changeUnit", row.ChangeUnit);
        }
        if (context.Labels != LabelChoice.Codes)
        {
            writer.WriteString("indicatorLabel", LabelOf(row, context).Indicator);
            writer.WriteString("areaLabel", LabelOf(row, context).Area);
            writer.WriteString("sourceLabel", LabelOf(row, context).Source);
        }
        writer.WriteEndObject();

        void Number(string name, decimal? value)
        {
            if (value is { } number)
                writer.WriteNumber(name, Plain(number));
            else
                writer.WriteNull(name);
        }
    }

    private static void WriteMissing(Utf8JsonWriter writer, MissingPairs missing, AnswerContext context)
    {
        writer.WriteStartArray("missing");
        foreach (var pair in missing.Pairs)
        {
            writer.WriteStartObject();
            writer.WriteString("indicator", pair.Indicator);
            writer.WriteString("area", pair.Area);
            writer.WriteString("reason", JsonNamingPolicy.CamelCase.ConvertName(pair.Reason.ToString()));
            writer.WriteString("text", context.Missing.Of(pair));
            writer.WriteString("of", pair.Of);
            writer.WriteString("from", pair.First?.ToString());
            writer.WriteString("to", pair.Last?.ToString());
            Codes("sources", pair.Sources);
            Codes("frequencies", pair.Frequencies.Select(f => f.Code()));
            Codes("dimensions", pair.Dimensions);
            Codes("siblings", pair.Siblings);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("missingMore", missing.More);

        void Codes(string name, IEnumerable<string> codes)
        {
            writer.WriteStartArray(name);
            foreach (var code in codes)
                writer.WriteStringValue(code);
            writer.WriteEndArray();
        }
    }

    private static void WriteCoverage(Utf8JsonWriter writer, Coverage? coverage)
    {
        if (coverage is null)
        {
            writer.WriteNull("coverage");
            return;
        }
        writer.WriteStartObject("coverage");
        writer.WriteNumber("members", coverage.Members);
        writer.WriteNumber("membersExpected", coverage.MembersExpected);
        if (coverage.PopulationShare is { } share)
            writer.WriteNumber("populationShare", Rounded(share));
        else
            writer.WriteNull("populationShare");
        writer.WriteStartArray("missing");
        foreach (var state in coverage.Missing)
            writer.WriteStringValue(state);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>
    /// Providers behind a row: of an aggregate there are several, of a rate also that of its population, whose revision follows a colon.
    /// </summary>
    private static IEnumerable<string> SourcesOf(Figure row) =>
        row.Source.Split(';').Concat(row.Derivation?.DenominatorSource?.Split(';').Select(s => s.Split(':')[0]) ?? []);

    /// <summary>What every answer with figures says of itself: state, sources with licence, notes, citation.</summary>
    internal static void WriteMeta(Utf8JsonWriter writer, AnswerContext context, IEnumerable<string> sources, IEnumerable<string> notes)
    {
        writer.WriteNumber("vintage", context.Vintage.Vintage);
        writer.WriteString("taxonomy", context.TaxonomyVersion);
        writer.WriteStartArray("indicators");
        foreach (var indicator in context.Indicators.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("code", indicator.Code);
            writer.WriteString("label", indicator.Label);
            writer.WriteString("unit", indicator.UnitLabel);
            writer.WriteString("countingUnit", indicator.CountingUnit);
            writer.WriteString("formula", indicator.Formula);
            writer.WriteNumber("decimals", indicator.Decimals);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("sources");
        foreach (var provider in sources.Select(s => context.Providers.GetValueOrDefault(s)).OfType<ProviderRow>())
        {
            writer.WriteStartObject();
            writer.WriteString("code", provider.Code);
            writer.WriteString("label", provider.Label);
            writer.WriteString("licence", provider.Licence);
            writer.WriteString("sourceSystem", provider.SourceSystem);
            writer.WriteString("countingRule", provider.CountingRule);
            writer.WriteString("referenceDate", provider.ReferenceDate);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("notes");
        foreach (var note in notes.Where(n => n[0] != NoteTexts.FreeText))
            writer.WriteString(note, context.Notes.Of(note));
        writer.WriteEndObject();
        writer.WriteString("citation", Citation(context, sources));
    }

    private static string Citation(AnswerContext context, IEnumerable<string> sources)
    {
        var version = string.Create(
            CultureInfo.InvariantCulture,
            $"Inter-American Security Observatory, vintage {context.Vintage.Vintage}, taxonomy {context.TaxonomyVersion[..12]}."
        );
        var names = string.Join("; ", sources.Select(s => context.Providers.GetValueOrDefault(s)?.Label ?? s));
        return names.Length == 0 ? version : $"{version} {names}.";
    }

    private static IEnumerable<string> Columns(AnswerContext context)
    {
        var labels = context.Labels;
        yield return "indicator";
        if (labels != LabelChoice.Codes)
            yield return "indicatorLabel";
        yield return "area";
        if (labels != LabelChoice.Codes)
            yield return "areaLabel";
        yield return "period";
        yield return "freq";
        foreach (var dimension in BreakdownDimensions.All)
            yield return dimension;
        yield return "source";
        if (labels != LabelChoice.Codes)
            yield return "sourceLabel";
        foreach (
            var column in (string[])
                [
                    "value",
                    "unit",
                    "status",
                    "derived",
                    "complete",
                    "partialValue",
                    "partsPresent",
                    "partsExpected",
                    "numerator",
                    "denominator",
                    "denominatorSource",
                    "lowerBound",
                    "upperBound",
                    "coverageMembers",
                    "coverageMembersExpected",
                    "coveragePopulationShare",
                    "coverageMissing",
                    "notes",
                    "submission",
                    "loadedAt",
                ]
        )
            yield return column;
        if (context.Growth)
        {
            yield return "change";
            yield return "changeUnit";
        }
    }

    private static IEnumerable<string> Fields(Figure row, AnswerContext context)
    {
        var labels = context.Labels == LabelChoice.Codes ? default : LabelOf(row, context);
        yield return row.Indicator;
        if (context.Labels != LabelChoice.Codes)
            yield return labels.Indicator;
        yield return row.Area;
        if (context.Labels != LabelChoice.Codes)
            yield return labels.Area;
        yield return row.Period.ToString();
        yield return row.Period.Frequency.Code();
        foreach (var member in row.Breakdown.Members)
            yield return member;
        yield return row.Source;
        if (context.Labels != LabelChoice.Codes)
            yield return labels.Source;
        yield return Text(row.Value);
        yield return row.Unit;
        yield return row.Statuses.ToString();
        yield return row.Derived ? "true" : "false";
        yield return row.Complete ? "true" : "false";
        yield return Text(row.PartialValue);
        yield return row.PartsPresent.ToString(CultureInfo.InvariantCulture);
        yield return row.PartsExpected?.ToString(CultureInfo.InvariantCulture) ?? "";
        yield return Text(row.Derivation?.Numerator);
        yield return Text(row.Derivation?.Denominator);
        yield return row.Derivation?.DenominatorSource ?? "";
        yield return Text(row.LowerBound);
        yield return Text(row.UpperBound);
        var coverage = row.Derivation?.Coverage;
        yield return coverage?.Members.ToString(CultureInfo.InvariantCulture) ?? "";
        yield return coverage?.MembersExpected.ToString(CultureInfo.InvariantCulture) ?? "";
        yield return coverage?.PopulationShare is { } share ? Text(Rounded(share)) : "";
        yield return string.Join(';', coverage?.Missing ?? []);
        yield return string.Join(" | ", row.Notes.Notes.Select(context.Notes.Of));
        yield return row.Submission.ToString(CultureInfo.InvariantCulture);
        yield return InstantPattern.ExtendedIso.Format(row.LoadedAt);
        if (context.Growth)
        {
            yield return Text(row.Change);
            yield return row.ChangeUnit ?? "";
        }
    }

    private static (string Indicator, string Area, string Source) LabelOf(Figure row, AnswerContext context) =>
        (
            context.Indicators.GetValueOrDefault(row.Indicator)?.Label ?? row.Indicator,
            context.Areas.GetValueOrDefault(row.Area) ?? row.Area,
            string.Join("; ", row.Source.Split(';').Select(s => context.Providers.GetValueOrDefault(s)?.Label ?? s))
        );

    /// <summary>A share of a population, from 0 to 1, as it is written.</summary>
    private static decimal Rounded(decimal share) => Math.Round(share, DerivedFormula.Decimals);

    /// <summary>Without the zeros at the end that a sum of decimals carries along.</summary>
    public static decimal Plain(decimal value) => value.Scale == 0 ? value : value / 1.0000000000000000000000000000m;

    public static string Text(decimal? value) => value is { } number ? Plain(number).ToString(CultureInfo.InvariantCulture) : "";
}
