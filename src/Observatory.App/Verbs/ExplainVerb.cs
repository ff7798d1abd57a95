using System.CommandLine;
using Observatory.App.Asking;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Output;

namespace Observatory.App.Verbs;

/// <summary>Traces one figure to the cells of its files.</summary>
public sealed class ExplainVerb : Verb
{
    private readonly AskingOptions _asking;

    public ExplainVerb(Texts texts)
        : base("explain", texts) =>
        _asking = new AskingOptions(
            this,
            texts,
            "from",
            "to",
            "parent",
            "level",
            "status",
            "format",
            "labels",
            "limit",
            "bom",
            "panel",
            "growth",
            "lastNObservations"
        );

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var request = ObservationRequest.Parse(_asking.Given(given));
        if (request.Query.From is null)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "period"));
        await using var platform = await context.OpenAsync();
        var explanation = await platform.Explaining.ExplainAsync(request.Query, context.CancellationToken);
        if (context.Json)
        {
            context.WriteJson(LineageDocuments.Json(explanation));
            return ExitCodes.Done;
        }
        var figure = explanation.Figure;
        await context.Out.WriteLineAsync(
            $"{figure.Indicator} {figure.Area} {figure.Period} = "
                + $"{(figure.Complete ? ValueText.Of(figure.Value) : ValueText.Of(figure.PartialValue))}  "
                + $"{figure.Source}{(figure.Derived ? "  " + Texts["query.derived"] : "")}"
        );
        if (figure.Derivation is { Numerator: not null } made)
            await context.Out.WriteLineAsync(
                $"  = {ValueText.Of(made.Numerator)} / {ValueText.Of(made.Denominator)}  {made.DenominatorSource}"
            );
        foreach (var file in explanation.Cells.GroupBy(c => (c.FileName, c.Sha256, c.Mapping, c.MappingVersion, c.Submission)))
        {
            await context.Out.WriteLineAsync(
                Texts.Say(
                    "explain.file",
                    ("file", file.Key.FileName),
                    ("sha256", file.Key.Sha256),
                    ("mapping", $"{file.Key.Mapping} v{file.Key.MappingVersion}"),
                    ("number", $"{file.Key.Submission}")
                )
            );
            foreach (var cell in file)
                await context.Out.WriteLineAsync(
                    $"  {(cell.Sheet.Length > 0 ? $"'{cell.Sheet}'!" : "")}{cell.A1, -10} {cell.Text, 12}  {cell.Area, -10} {cell.Period}"
                );
        }
        await context.Out.WriteLineAsync(
            Texts.Say("explain.sum", ("count", $"{explanation.Cells.Count}"), ("sum", ValueText.Of(explanation.SumOfCells)))
        );
        foreach (var note in explanation.Notes)
            await context.Out.WriteLineAsync(
                Texts.Say(
                    "explain.note",
                    ("office", note.Office ?? "-"),
                    ("code", note.Code),
                    ("about", string.Join(' ', new[] { note.Area, note.Period }.OfType<string>())),
                    ("text", note.Text)
                )
            );
        if (explanation.FiguresByRule > 0)
            await context.Out.WriteLineAsync(Texts.Say("explain.byRule", ("count", $"{explanation.FiguresByRule}")));
        return ExitCodes.Done;
    }
}
