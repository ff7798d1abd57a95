namespace Observatory.Faults.Faults;

/// <summary>Which year a round speaks of: its own, until there are no more.</summary>
internal static class Years
{
    private const int First = 1961;
    private const int Count = 60;

    public static int Of(int round) => First + (round % Count);
}
