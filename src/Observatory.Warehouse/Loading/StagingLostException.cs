namespace Observatory.Warehouse.Loading;

/// <summary>
/// The staged figures of an approved submission have gone: the database server broke down after they were staged. The files are there
/// still.
/// </summary>
internal sealed class StagingLostException : Exception
{
    public StagingLostException()
        : base("The staged figures have gone with a breakdown of the database server.") { }
}
