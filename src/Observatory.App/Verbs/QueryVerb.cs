using System.CommandLine;
using System.Globalization;
using Observatory.App.Asking;
using Observatory.App.Languages;
using Observatory.Core.Figures;
using Observatory.Core.Output;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>
/// Asks for figures: the same reader as the API. A terminal gets a table; with <c>--format</c> or <c>--json</c> the output is the API's
/// answer.
/// </summary>
public sealed class QueryVerb : Verb
{
    private readonly AskingOptions _asking;

    public QueryVerb(Texts texts)
        : base("query", texts) => _asking = new AskingOptions(this, texts, "bom");

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var request = ObservationRequest.Parse(_asking.Given(given));
        await using var platform = await context.OpenAsync();
        using var steady = ReaderSource.Steady();
        var questions = platform.Questions;
        var format = TableFormats.Shipped.Find(context.Json ? "json" : request.Format);
        if (format is null)
        {
            await WriteTableAsync(context, questions, request);
            return ExitCodes.Done;
        }
        var answer = await questions.ContextOfAsync(request, context.Language, context.CancellationToken);
        using var output = new MemoryStream();
        var question = await questions.ResolveAsync(request, format.IsPaged, context.CancellationToken);
        var figures = questions.FiguresOf(question, context.CancellationToken);
        await format.WriteAsync(
            output,
            FigureTable.Of(figures, answer, request.Limit),
            new TableOptions(IsForPeople: false),
            context.CancellationToken
        );
        var text = System.Text.Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        await context.Out.WriteAsync(text);
        if (!text.EndsWith('\n'))
            await context.Out.WriteLineAsync();
        // A file of figures is a table and nothing else, so what it lacks is said beside it.
        if (!format.IsPaged)
            await WriteMissingAsync(context.Error, figures, answer.Missing, context.CancellationToken);
        return ExitCodes.Done;
    }

    private async Task WriteTableAsync(VerbContext context, QuestionDesk questions, ObservationRequest request)
    {
        var notes = new SortedSet<string>(StringComparer.Ordinal);
        var rows = 0;
        var question = await questions.ResolveAsync(request, false, context.CancellationToken);
        var figures = questions.FiguresOf(question, context.CancellationToken);
        await foreach (var row in figures.Rows)
        {
            if (rows++ == 0)
                await context.Out.WriteLineAsync(
                    $"{"indicator", -18} {"area", -10} {"period", -8} {"value", 14} {"unit", -10} {"status", -7} {"source", -12} "
                        + $"{"", -9} {(request.Query.Growth ? $"{"change", 10} " : "")}breakdown"
                );
            var value =
                row.Complete ? ValueText.Of(row.Value)
                : row.PartialValue is null ? $"{row.PartsPresent}/{row.PartsExpected}"
                : Texts.Say(
                    "query.partial",
                    ("value", ValueText.Of(row.PartialValue)),
                    ("present", $"{row.PartsPresent}"),
                    ("expected", $"{row.PartsExpected}")
                );
            await context.Out.WriteLineAsync(
                $"{row.Indicator, -18} {row.Area, -10} {row.Period.ToString(), -8} {value, 14} {row.Unit, -10} "
                    + $"{row.Statuses.ToString(), -7} {row.Source, -12} {(row.Derived ? Texts["query.derived"] : ""), -9} "
                    + $"{ChangeOf(row)}{row.Breakdown}"
            );
            notes.UnionWith(row.Notes.Notes);
        }
        if (rows == 0)
            await context.Out.WriteLineAsync(Texts["query.none"]);
        var library = new MappingLibrary(context.MappingFolders);
        var words = new NoteTexts(library, context.Language);
        foreach (var note in notes)
            await context.Out.WriteLineAsync($"* {words.Of(note)}");
        var missing = new MissingTexts(library.Current().Taxonomy, context.Language);
        await WriteMissingAsync(context.Out, figures, missing, context.CancellationToken);
    }

    private static async Task WriteMissingAsync(
        TextWriter output,
        ResponseFigures figures,
        MissingTexts texts,
        CancellationToken cancellation
    )
    {
        var missing = await figures.MissingAsync(null, cancellation);
        foreach (var pair in missing.Pairs)
            await output.WriteLineAsync($"- {texts.Of(pair)}");
        if (missing.More > 0)
            await output.WriteLineAsync($"- {texts.More(missing.More)}");
    }

    /// <summary>The change to one decimal, in percent or points; nothing where it was not asked for.</summary>
    private static string ChangeOf(Figure row) =>
        row.ChangeUnit is null
            ? ""
            : (
                row.Change is { } change
                    ? change.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + (row.ChangeUnit == "PERCENT" ? " %" : " p")
                    : ""
            ).PadLeft(10) + " ";
}
