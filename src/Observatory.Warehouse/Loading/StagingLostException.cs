namespace Observatory.Warehouse.Loading;

/// <summary>
/// The staged figures of an approved submission are lost, because the database server crashed after they were staged. The files still
/// exist.
/// </summary>
internal sealed class StagingLostException : Exception
{
    public StagingLostException()
        : base("The staged figures have gone with a breakdown of the database server.") { }
}
