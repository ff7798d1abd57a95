using Observatory.App.Asking;
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
    public static object Json(Finding finding, Language language, TaxonomyCatalogue? names, IReadOnlyList<string>? files = null)
    {
        var message = Messages.Text(finding, language, names);
        var submitted =
            finding.Where is { } where && files is { Count: > 0 } ? SubmittedSheet.Of(where.Sheet, files) : (SubmittedSheet?)null;
        return new
        {
            code = finding.Code,
            severity = finding.Severity.ToString(),
            file = submitted is { File.Length: > 0 } known ? known.File : null,
            sheet = submitted is { } inside ? inside.Sheet : finding.Where?.Sheet,
            row = finding.Where?.Row,
            column = finding.Where?.Column,
            cell = finding.Where?.A1,
            arguments = finding.Arguments,
            written = FindingDocuments.Written(finding, language),
            expected = FindingDocuments.Expected(finding, language),
            title = message.Title,
            what = message.What,
            repair = message.Repair,
            help = FindingKind.HelpOf(finding.Code),
        };
    }
}
