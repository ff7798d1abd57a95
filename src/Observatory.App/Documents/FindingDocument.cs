using Observatory.App.Asking;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;

namespace Observatory.App.Documents;

/// <summary>A finding as shown to programs, the same by a verb and by an address.</summary>
public static class FindingDocument
{
    /// <param name="files">Names of the files of the submission that the finding is about; null where it is about something else.</param>
    /// <param name="names">What codes are called; null shows them as codes.</param>
    public static object Json(Finding finding, Language language, TaxonomyCatalogue? names, IReadOnlyList<string>? files = null)
    {
        var message = Messages.Text(finding, language, names);
        var place = finding.Where is { } where && files is { Count: > 0 } ? SubmittedSheet.Of(where.Sheet, files) : (SubmittedSheet?)null;
        return new
        {
            code = finding.Code,
            severity = finding.Severity.ToString(),
            file = place is { File.Length: > 0 } known ? known.File : null,
            sheet = place is { } inside ? inside.Sheet : finding.Where?.Sheet,
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
