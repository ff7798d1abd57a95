using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Marking;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>A marked file, ready to send.</summary>
/// <param name="Content">At its start; nothing of it is left once it is closed.</param>
public sealed record MarkedDelivery(Stream Content, MarkedResult Result) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>Returns an office's own file with its findings marked.</summary>
public sealed class MarkingDesk(DataSources sources, FileStore files, ReadLimits limits, AccessRules rules) : IDisposable
{
    // A marked file occupies a processor and its own size on disk, so more at once would only slow each down.
    private readonly SemaphoreSlim _places = new(2);

    public void Dispose() => _places.Dispose();

    /// <param name="fileName">Which of its files; null if it has only one.</param>
    /// <param name="asWorkbook">Whether a text file should become a workbook.</param>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED, COUNTRY_FOREIGN; BUSY before it was read; PARAMETER_MISSING if it has several files and none is named;
    /// PARAMETER_VALUE for a file that it does not have; SOURCE_GONE if the store has lost it, SOURCE_DAMAGED if its bytes have changed.
    /// </exception>
    public async Task<MarkedDelivery> MarkAsync(
        Actor actor,
        Submission submission,
        string? fileName,
        bool asWorkbook,
        Language language,
        CancellationToken cancellation
    )
    {
        rules.Demand(actor, Permission.ReadSubmission, submission.Country, submission.Owner);
        if (submission.State is SubmissionState.Received or SubmissionState.Processing)
            throw new Refusal(RefusalCodes.Busy, ("value", submission.FileName));
        await _places.WaitAsync(cancellation);
        try
        {
            return await MarkInTurnAsync(submission, fileName, asWorkbook, language, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<MarkedDelivery> MarkInTurnAsync(
        Submission submission,
        string? fileName,
        bool asWorkbook,
        Language language,
        CancellationToken cancellation
    )
    {
        var findings = await EveryFinding.OpenAsync(sources, files, limits, submission, cancellation);
        using (findings)
        {
            var names = findings.Files.Rows.Select(r => r.Name).ToList();
            var name = Chosen(fileName, names);
            var marks = new FindingMarks();
            marks.Missing = findings.Tell(f => Add(marks, f, name, names), cancellation);
            return Write(
                findings.Files.Sent.First(s => s.Name == name),
                marks,
                findings.Mapping,
                findings.Taxonomy,
                asWorkbook,
                language,
                cancellation
            );
        }
    }

    private MarkedDelivery Write(
        SentFile file,
        FindingMarks marks,
        Mapping? mapping,
        TaxonomyCatalogue? names,
        bool asWorkbook,
        Language language,
        CancellationToken cancellation
    )
    {
        var scratch = new List<Stream>();
        var to = files.Nameless();
        try
        {
            var request = new MarkingRequest
            {
                File = file,
                Marks = marks,
                Language = language,
                Names = names,
                Limits = limits,
                Mapping = mapping,
                AsWorkbook = asWorkbook,
                OpenScratch = () =>
                {
                    var opened = files.Nameless();
                    scratch.Add(opened);
                    return opened;
                },
            };
            var result = MarkedFile.Write(request, to, cancellation);
            to.Flush();
            to.Position = 0;
            return new MarkedDelivery(to, result);
        }
        catch
        {
            to.Dispose();
            throw;
        }
        finally
        {
            foreach (var opened in scratch)
                opened.Dispose();
        }
    }

    /// <summary>Adds a finding if it is about this file, or about none in particular.</summary>
    private static void Add(FindingMarks marks, Finding finding, string name, IReadOnlyList<string> names)
    {
        if (finding.Where is not { } where)
        {
            if (!finding.Arguments.TryGetValue("file", out var about) || about == name || !names.Contains(about))
                marks.Add(finding);
            return;
        }

        var place = SubmittedSheet.Of(where.Sheet, names);
        if (place.File == name)
            marks.Add(finding with { Where = where with { Sheet = place.Sheet } });
        else if (place.File.Length == 0)
            marks.Add(finding);
    }

    private static string Chosen(string? asked, IReadOnlyList<string> names)
    {
        if (asked is null)
            return names.Count == 1
                ? names[0]
                : throw new Refusal(RefusalCodes.ParameterMissing, ("value", $"file ({string.Join(", ", names)})"));
        return names.Contains(asked)
            ? asked
            : throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "file"),
                ("value", asked),
                ("expected", string.Join(", ", names)),
                ("nearest", NearestWord.To(asked, names) ?? "")
            );
    }
}
