using Observatory.App.Asking;
using Observatory.App.Responses;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;

namespace Observatory.App.Documents;

/// <summary>A finding as a document for programs, the same for commands and addresses.</summary>
public static class FindingDocument
{
    /// <param name="files">Names of the files of the submission; null for a finding about something else.</param>
    /// <param name="names">The taxonomy with the labels of codes; null shows the codes themselves.</param>
    public static FindingResponse Json(Finding finding, Language language, TaxonomyCatalogue? names, IReadOnlyList<string>? files = null)
    {
        var message = Messages.Text(finding, language, names);
        var submitted =
            finding.Where is { } where && files is { Count: > 0 } ? SubmittedSheet.Of(where.Sheet, files) : (SubmittedSheet?)null;
        return new FindingResponse
        {
            Code = finding.Code,
            Severity = finding.Severity.ToString(),
            File = submitted is { File.Length: > 0 } known ? known.File : null,
            Sheet = submitted is { } inside ? inside.Sheet : finding.Where?.Sheet,
            Row = finding.Where?.Row,
            Column = finding.Where?.Column,
            Cell = finding.Where?.A1,
            Arguments = finding.Arguments,
            Written = FindingDocuments.Written(finding, language),
            Expected = FindingDocuments.Expected(finding, language),
            Title = message.Title,
            What = message.What,
            Repair = message.Repair,
            Help = FindingKind.HelpOf(finding.Code),
        };
    }
}
