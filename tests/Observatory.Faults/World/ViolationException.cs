namespace Observatory.Faults.World;

/// <summary>Something that must always hold did not.</summary>
internal sealed class ViolationException(string message) : Exception(message);
