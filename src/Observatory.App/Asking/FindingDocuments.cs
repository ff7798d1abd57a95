using System.Globalization;
using Observatory.App.Responses;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Output;
using Observatory.Core.Reading;
using Observatory.Core.Suggesting;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Asking;

/// <summary>
/// Findings of a submission as documents: by cause and one by one, JSON and CSV. The API and the command use the same.
/// </summary>
public static class FindingDocuments
{
    /// <summary>Columns of the list of all findings.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    ["severity", "code", "file", "sheet", "row", "column", "cell", "written", "expected", "title", "what", "repair", "help"];

    /// <summary>Columns of the list of causes.</summary>
    public static IReadOnlyList<string> CauseColumns { get; } =
    ["severity", "code", "count", "cells", "written", "expected", "suggestions", "title", "what", "repair", "example", "help"];

    /// <param name="files">Names of the files of the submission.</param>
    /// <param name="acknowledged">The last acknowledgement; null if there is none.</param>
    /// <param name="names">The taxonomy with the labels of codes.</param>
    public static CauseResponse Json(
        StoredGroup group,
        Language language,
        TaxonomyCatalogue names,
        IReadOnlyList<string> files,
        AcknowledgementRow? acknowledged = null
    )
    {
        var (first, message) = Told(group, language, names);
        return new CauseResponse
        {
            Code = group.Code,
            Severity = group.Severity,
            Title = message.Title,
            Count = group.Findings,
            Figures = group.Figures(),
            Cause = group.SharedArguments(),
            IsRest = group.IsRest,
            Cells = group.FirstPlaces().Select(p => Place(p, files)),
            Written = Written(first, language),
            Expected = Expected(first, language),
            Suggestions = group.NearLabels().Select(Json),
            Acknowledged = acknowledged is null
                ? null
                : new AcknowledgementResponse
                {
                    At = acknowledged.At.ToString(),
                    By = acknowledged.Actor,
                    Office = acknowledged.Office,
                    Text = acknowledged.Text,
                },
            What = message.What,
            Repair = message.Repair,
            Example = Example(group.Code, language, names),
            Help = FindingKind.HelpOf(group.Code),
        };
    }

    /// <summary>A code with its explanation from the catalogue.</summary>
    public static FindingCodeResponse Json(FindingKind kind, Language language, TaxonomyCatalogue names)
    {
        var message = Messages.Text(kind.AsFinding(), language, names);
        return new FindingCodeResponse
        {
            Code = kind.Code,
            Severities = kind.Severities.Select(s => s.ToString()),
            Title = message.Title,
            Example = message.What,
            Repair = message.Repair,
            Cause = kind.Cause,
            Help = kind.Help,
        };
    }

    /// <summary>The text as written in the file; null if the finding is about no text.</summary>
    public static string? Written(Finding finding, Language language) =>
        Argument(finding, FindingCatalogue.Find(finding.Code)?.Written, language);

    /// <summary>The text that was expected instead; null if it is unknown.</summary>
    public static string? Expected(Finding finding, Language language) =>
        Argument(finding, FindingCatalogue.Find(finding.Code)?.Expected, language);

    /// <summary>Writes every finding as CSV.</summary>
    /// <param name="isForPeople">True for a byte-order mark, and no field that a spreadsheet would evaluate as a formula.</param>
    /// <param name="names">The taxonomy with the labels of codes.</param>
    public static FindingsWriter Csv(Language language, TaxonomyCatalogue names, bool isForPeople) =>
        (to, files, tell) => CsvFile.Write(to, Columns, isForPeople, csv => tell(finding =>
                {
                    var message = Messages.Text(finding, language, names);
                    var submitted = finding.Where is { } where ? SubmittedSheet.Of(where.Sheet, files) : default;
                    csv([
                        finding.Severity.ToString(),
                        finding.Code,
                        submitted.File ?? "",
                        submitted.Sheet ?? "",
                        Number(finding.Where?.Row),
                        Number(finding.Where?.Column),
                        finding.Where?.A1 ?? "",
                        Written(finding, language) ?? "",
                        Expected(finding, language) ?? "",
                        message.Title,
                        message.What,
                        message.Repair,
                        FindingKind.HelpOf(finding.Code),
                    ]);
                }));

    /// <summary>Writes the causes as CSV.</summary>
    public static void WriteCsv(Stream to, IEnumerable<StoredGroup> groups, Language language, TaxonomyCatalogue names, bool isForPeople) =>
        CsvFile.Write(to, CauseColumns, isForPeople, csv =>
        {
            foreach (var group in groups)
            {
                var (first, message) = Told(group, language, names);
                csv([
                    group.Severity,
                    group.Code,
                    Number(group.Findings),
                    string.Join(' ', group.FirstPlaces()),
                    Written(first, language) ?? "",
                    Expected(first, language) ?? "",
                    string.Join(" | ", group.NearLabels().Select(Said)),
                    message.Title,
                    message.What,
                    message.Repair,
                    Example(group.Code, language, names) ?? "",
                    FindingKind.HelpOf(group.Code),
                ]);
            }
        });

    /// <summary>A suggested label in one line.</summary>
    public static string Said(NearLabel near) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{near.Label}{(near.Code is { } code && code != near.Label ? $" = {code}" : "")} ({near.Nearness:0.00})"
        );

    private static SuggestionResponse Json(NearLabel near) =>
        new SuggestionResponse
        {
            Label = near.Label,
            Code = near.Code,
            Nearness = near.Nearness,
        };

    private static PlaceResponse Place(CellRef where, IReadOnlyList<string> files)
    {
        var submitted = SubmittedSheet.Of(where.Sheet, files);
        return new PlaceResponse
        {
            File = submitted.File.Length > 0 ? submitted.File : null,
            Sheet = submitted.Sheet,
            Row = where.Row,
            Column = where.Column,
            Cell = where.A1,
        };
    }

    private static (Finding First, MessageText Message) Told(StoredGroup group, Language language, TaxonomyCatalogue names) =>
        group.ToFirst() is var first ? (first, Messages.Text(first, language, names)) : default;

    private static string? Example(string code, Language language, TaxonomyCatalogue names) =>
        FindingCatalogue.Find(code) is { } kind ? Messages.Text(kind.AsFinding(), language, names).What : null;

    private static string? Argument(Finding finding, string? name, Language language) =>
        name is not null && Messages.Argument(finding, name, language) is { Length: > 0 } text ? text : null;

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
