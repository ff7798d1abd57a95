using System.Data.Common;
using Observatory.Core.Reading;

namespace Observatory.Warehouse.Submissions;

/// <summary>The files of a submission as the store keeps them, opened for one reading.</summary>
internal sealed class KeptFiles : IDisposable
{
    private KeptFiles(IReadOnlyList<SubmissionFileRow> rows, IReadOnlyList<SentFile> sent)
    {
        Rows = rows;
        Sent = sent;
    }

    public IReadOnlyList<SubmissionFileRow> Rows { get; }

    public IReadOnlyList<SentFile> Sent { get; }

    /// <summary>What the database knows of the files of a submission.</summary>
    public static Task<IReadOnlyList<SubmissionFileRow>> RowsAsync(
        DbConnection connection,
        Guid submissionId,
        CancellationToken cancellation
    ) => SubmissionQueries.Files.ListAsync(connection, new { submission_id = submissionId }, cancellation);

    /// <summary>
    /// Opens the files, each of which is summed first. That takes as long as a disk takes: whoever asks holds no connection meanwhile.
    /// </summary>
    /// <exception cref="Core.Checking.Refusal">SOURCE_GONE, SOURCE_DAMAGED where the store has lost one of them, or its bytes are others
    /// than those that were kept.</exception>
    public static KeptFiles Open(IReadOnlyList<SubmissionFileRow> rows, FileStore store, CancellationToken cancellation)
    {
        var sent = new List<SentFile>();
        try
        {
            foreach (var row in rows)
                sent.Add(new SentFile(row.Name, store.Open(row.StoredSha256, row.Name, cancellation), row.IsRedacted));
            return new KeptFiles(rows, sent);
        }
        catch
        {
            Close(sent);
            throw;
        }
    }

    /// <summary>The file that a sheet's rows are of, and the sheet's name inside it.</summary>
    public (SubmissionFileRow File, string Sheet) FileOf(string sheet)
    {
        var found = SubmittedSheet.Of(sheet, [.. Rows.Select(r => r.Name)]);
        return (Rows.First(r => r.Name == found.File), found.Sheet);
    }

    public void Dispose() => Close(Sent);

    private static void Close(IEnumerable<SentFile> files)
    {
        foreach (var file in files)
            file.Content.Dispose();
    }
}
