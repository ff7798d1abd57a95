namespace Observatory.App.Jobs;

/// <summary>
/// Tells workers that there is something to do, so that nobody waits for the sweep. It may be lost: the submission's row is what
/// counts, and the sweep finds it.
/// </summary>
public interface IWakeWorkers
{
    void Process(Guid submission);

    void Load(Guid submission);

    /// <summary>There may be something to tell those who want to be told.</summary>
    void Deliver();
}
