using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>One kind of fault, done to a running system again and again.</summary>
internal interface IFault
{
    /// <summary>Its word on the command line and in the report.</summary>
    string Name { get; }

    /// <summary>Why it cannot be done on this machine, in words; null where it can.</summary>
    string? WhyNot => null;

    /// <summary>A system of its own, on which all rounds are done one after the other.</summary>
    Task<ServedHome> OpenAsync() => ServedHome.OpenAsync();

    /// <summary>One round. What was published goes into the invariants, which are checked after it.</summary>
    /// <param name="round">From 0; rounds of one run speak of different years until these are used up.</param>
    /// <returns>Time from the repair of the fault (the program or the database is there again) until all work was done.</returns>
    /// <exception cref="ViolationException">Something did not come about, or came about that must not.</exception>
    Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round);
}
