namespace Observatory.Warehouse.Loading;

/// <summary>
/// A version that was received later, with the same publication date, is loaded and has the same figures, and nobody has decided that the
/// older one applies.
/// </summary>
internal sealed class NewerLoadedException() : Exception("A newer version was loaded after this one was approved.");
