using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>
/// This program as the child process that reads one XLS file: the file comes in on one pipe, its rows go out on another. It opens no file
/// and no database.
/// </summary>
internal static class ReadingChild
{
    /// <summary>The only word of its command line; it is not a command, so the help does not list it.</summary>
    public const string Word = "read-xls";

    public static int Run(Stream input, Stream output)
    {
        using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
        var request = RowRequest.Read(reader);
        var length = reader.ReadInt64();
        if (length < 0 || length > request.Limits.MaxXlsBytes)
            return 2;
        using var content = new MemoryStream(reader.ReadBytes((int)length), writable: false);
        if (content.Length < length)
            return 2;
        EndWithParent(input);
        using var writer = new RowFrameWriter(output);
        try
        {
            Write(request, content, writer);
        }
        catch (UnreadableFileException refusal)
        {
            writer.Finding(refusal.Finding);
        }

        writer.End();
        return 0;
    }

    private static void Write(RowRequest request, MemoryStream content, RowFrameWriter writer)
    {
        var reader = new XlsGridReader();
        var dialect = new FileDialect { Format = FileFormat.Xls };
        if (request.NamesOnly)
        {
            foreach (var name in reader.SheetNames(content, dialect, request.Limits, CancellationToken.None))
                writer.Sheet(name);
            return;
        }

        foreach (var row in reader.Read(content, dialect, request.Limits, request.Scope, CancellationToken.None))
            writer.Row(row);
    }

    // The parent keeps its end of the pipe open while it wants rows. When the parent ends, for whatever reason, a hanging loop here must
    // too.
    private static void EndWithParent(Stream input) =>
        new Thread(() =>
        {
            try
            {
                _ = input.ReadByte();
            }
            catch (IOException)
            {
                // The process has already ended.
            }

            Environment.Exit(3);
        })
        {
            IsBackground = true,
        }.Start();
}
