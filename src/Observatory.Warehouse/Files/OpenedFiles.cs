using System.Data.Common;
using Observatory.Core.Reading;

namespace Observatory.Warehouse.Files;

/// <summary>The stored files of a submission, opened for one reading.</summary>
internal sealed class OpenedFiles : IDisposable
{
    private OpenedFiles(IReadOnlyList<SubmissionFileRow> rows, IReadOnlyList<SentFile> sent)
    {
        Rows = rows;
        Sent = sent;
    }

    public IReadOnlyList<SubmissionFileRow> Rows { get; }

    public IReadOnlyList<SentFile> Sent { get; }

    /// <summary>The database's rows on the files of a submission.</summary>
    public static Task<IReadOnlyList<SubmissionFileRow>> RowsAsync(
        DbConnection connection,
        Guid submissionId,
        CancellationToken cancellation
    ) => FileQueries.OfSubmission.ListAsync(connection, new { submission_id = submissionId }, cancellation);

    /// <summary>
    /// Opens the files after verifying the checksum of each. That takes as long as the disk needs, so the caller should have no database
    /// connection open meanwhile.
    /// </summary>
    /// <exception cref="Core.Checking.Refusal">
    /// SOURCE_GONE if the store has lost one of them, SOURCE_DAMAGED if its bytes have changed.
    /// </exception>
    public static OpenedFiles Open(IReadOnlyList<SubmissionFileRow> rows, FileStore store, CancellationToken cancellation)
    {
        var sent = new List<SentFile>();
        try
        {
            foreach (var row in rows)
                sent.Add(new SentFile(row.Name, store.Open(row.StoredSha256, row.Name, cancellation), row.IsRedacted));
            return new OpenedFiles(rows, sent);
        }
        catch
        {
            Close(sent);
            throw;
        }
    }

    /// <summary>The file that contains a sheet's rows, and the sheet's name inside it.</summary>
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
