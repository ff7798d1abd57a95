namespace Observatory.App.Jobs;

/// <summary>
/// Tells workers that there is work, so that nobody waits for the sweep. A signal may be lost: the submission's row decides, and the sweep
/// finds it.
/// </summary>
public interface IWakeWorkers
{
    void Process(Guid submission);

    void Load(Guid submission);

    /// <summary>Signals that there may be notices to deliver.</summary>
    void Deliver();
}
