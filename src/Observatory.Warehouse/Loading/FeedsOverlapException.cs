namespace Observatory.Warehouse.Loading;

/// <summary>
/// Another feed of the office was loaded after this submission was staged and gave the same figures: the files have to be read again, so
/// that a finding says so.
/// </summary>
internal sealed class FeedsOverlapException() : Exception("Another feed has given these figures since they were staged.");
