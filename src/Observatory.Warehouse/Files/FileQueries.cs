using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Files;

public static class FileQueries
{
    public static readonly Query<SubmissionFileRow> OfSubmission = new("submissions/files");
}
