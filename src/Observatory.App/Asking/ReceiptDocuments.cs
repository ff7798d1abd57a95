using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Observatory.App.Languages;
using Observatory.App.Responses;
using Observatory.Core.Languages;
using Observatory.Core.Wording;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Asking;

/// <summary>A receipt as JSON, as text and as a page to print.</summary>
public static class ReceiptDocuments
{
    public static ReceiptResponse Json(SubmissionReceipt receipt)
    {
        var submission = receipt.Submission;
        return new ReceiptResponse
        {
            Number = submission.Number,
            Id = submission.SubmissionId,
            State = submission.State.ToString(),
            StateSince = submission.StateSince.ToString(),
            ReceivedAt = submission.ReceivedAt.ToString(),
            ReceivedBy = submission.ReceivedBy,
            Office = submission.Office,
            Country = submission.Country,
            Through = submission.ReceivedThrough,
            PublicationDate = submission.PublicationDate?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            Comment = submission.Comment,
            Sha256 = submission.Sha256,
            Files = receipt.Files.Select(f => new ReceiptFile
            {
                Name = f.Name,
                Sha256 = f.Sha256,
                KeptBytes = f.Bytes,
                KeptSha256 = f.StoredSha256,
            }),
            Mapping = receipt.Rules.Mapping is null
                ? null
                : new ReceiptMapping
                {
                    Id = receipt.Rules.Mapping,
                    Version = receipt.Rules.Version,
                    Checksum = receipt.Rules.MappingChecksum,
                },
            Taxonomy = receipt.Rules.TaxonomyChecksum,
            Accounting = receipt.Accounting,
            Findings = new ReceiptFindings
            {
                Total = receipt.Findings,
                Blocking = submission.Blocking,
                Warnings = submission.Warnings,
            },
            ReviewedBy = submission.ReviewedBy,
            ReviewReason = submission.ReviewReason,
            Load = submission.LoadId,
            Proof = receipt.Proof is not { } proof
                ? null
                : new ReceiptProof
                {
                    Entry = proof.Entry,
                    At = proof.At.ToString(),
                    Hash = proof.Hash,
                    HashBefore = proof.HashBefore,
                    Text = proof.Text,
                },
        };
    }

    /// <summary>For a terminal, a mail or a printer: one statement per line.</summary>
    public static string Text(SubmissionReceipt receipt, Language language)
    {
        var texts = Texts.In(language);
        var text = new StringBuilder(Title(receipt, texts)).Append('\n');
        foreach (var (heading, lines) in Parts(receipt, language))
        {
            text.Append('\n').Append(heading).Append('\n');
            foreach (var (name, value) in lines)
                text.Append("  ").Append(name).Append(": ").Append(value).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A page without script or style.</summary>
    public static string Html(SubmissionReceipt receipt, Language language)
    {
        var title = Said(Title(receipt, Texts.In(language)));
        var page = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"<!doctype html>\n<html lang=\"{language.Code()}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n"
                + $"<body>\n<main>\n<h1>{title}</h1>\n"
        );
        foreach (var (heading, lines) in Parts(receipt, language))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Said(heading)}</h2>\n<dl>\n");
            foreach (var (name, value) in lines)
                page.Append(CultureInfo.InvariantCulture, $"<dt>{Said(name)}</dt><dd>{Said(value)}</dd>\n");
            page.Append("</dl>\n");
        }
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Title(SubmissionReceipt receipt, Texts texts) =>
        texts.Say("receipt.title", ("number", N(receipt.Submission.Number)));

    private static IEnumerable<(string Heading, IReadOnlyList<(string Name, string Value)> Lines)> Parts(
        SubmissionReceipt receipt,
        Language language
    )
    {
        var (texts, submission) = (Texts.In(language), receipt.Submission);
        yield return (
            texts["receipt.received"],
            Said([
                (texts["receipt.id"], submission.SubmissionId.ToString()),
                (texts["receipt.at"], submission.ReceivedAt.ToString()),
                (texts["receipt.by"], submission.ReceivedBy),
                (texts["receipt.office"], submission.Office),
                (texts["receipt.country"], submission.Country),
                (texts["receipt.comment"], submission.Comment),
                (texts["receipt.state"], $"{texts[$"state.{submission.State}"]} ({submission.StateSince})"),
                (texts["receipt.reviewedBy"], submission.ReviewedBy),
                (texts["receipt.reason"], submission.ReviewReason),
            ])
        );
        foreach (var file in receipt.Files)
            yield return (
                texts.Say("receipt.file", ("name", file.Name)),
                Said([
                    (texts["receipt.bytes"], N(file.Bytes)),
                    (texts["receipt.sha256"], file.Sha256),
                    (texts["receipt.kept"], file.IsRedacted ? file.StoredSha256 : null),
                ])
            );
        yield return (
            texts["receipt.readBy"],
            Said([
                (
                    texts["receipt.mapping"],
                    receipt.Rules.Mapping is null
                        ? "–"
                        : $"{receipt.Rules.Mapping} {receipt.Rules.Version?.ToString(CultureInfo.InvariantCulture)}"
                ),
                (texts["receipt.mappingChecksum"], receipt.Rules.MappingChecksum),
                (texts["receipt.taxonomy"], receipt.Rules.TaxonomyChecksum),
            ])
        );
        if (receipt.Accounting is { } accounting)
            yield return (
                texts["receipt.cells"],
                Said([
                    (
                        texts["receipt.sum"],
                        $"{N(accounting.CellsRead)} = {N(accounting.CellsLoaded)} + {N(accounting.CellsLeftOut)} + "
                            + $"{N(accounting.CellsSetAside)}"
                    ),
                    (texts["receipt.figures"], N(accounting.Observations)),
                    .. accounting
                        .LeftOut.GroupBy(l => l.Rule)
                        .Select(r => ((string, string?))(texts.Say("receipt.leftOut", ("rule", r.Key)), N(r.Sum(l => l.Cells)))),
                    .. accounting.SetAside.Select(s =>
                        ((string, string?))
                            (
                                texts.Say(
                                    "receipt.setAside",
                                    ("why", Messages.Text(s.Key, language, new Dictionary<string, string>()).Title)
                                ),
                                N(s.Value)
                            )
                    ),
                ])
            );
        yield return (
            texts["receipt.findings"],
            Said([
                (texts["receipt.all"], N(receipt.Findings)),
                (texts["severity.Blocking"], N(submission.Blocking)),
                (texts["severity.Warning"], N(submission.Warnings)),
            ])
        );
        if (receipt.Proof is { } proof)
            yield return (
                texts["receipt.proof"],
                Said([
                    (texts["receipt.entry"], N(proof.Entry)),
                    (texts["receipt.hash"], proof.Hash),
                    (texts["receipt.hashBefore"], proof.HashBefore),
                    (texts["receipt.text"], proof.Text),
                    (texts["receipt.how"], texts["receipt.howSaid"]),
                ])
            );
    }

    /// <summary>The lines that have a value.</summary>
    private static List<(string Name, string Value)> Said(IEnumerable<(string Name, string? Value)> lines) =>
        [
            .. lines
                .Where(l => !string.IsNullOrWhiteSpace(l.Value))
                .Select(l => (l.Name, string.Concat(l.Value!.Select(c => char.IsControl(c) ? ' ' : c)))),
        ];

    private static string Said(string text) => HtmlEncoder.Default.Encode(text);

    private static string N(long number) => number.ToString(CultureInfo.InvariantCulture);
}
