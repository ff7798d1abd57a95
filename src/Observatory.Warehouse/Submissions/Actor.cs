namespace Observatory.Warehouse.Submissions;

/// <summary>Who does something: a person by name, or the part of the program that acts on a schedule.</summary>
public sealed record Actor(string Name)
{
    /// <summary>The scheduler, when it fetches a feed.</summary>
    public static Actor Schedule { get; } = new("schedule");

    /// <summary>A worker, when it moves a submission on.</summary>
    public static Actor Worker { get; } = new("worker");

    /// <summary>Whoever runs a verb on the machine itself.</summary>
    public static Actor Operator { get; } = new("operator");
}
