namespace Observatory.Warehouse.Loading;

/// <summary>
/// A version that was received later, of the same day of publication, is loaded and speaks of the same; nobody has said that the older one
/// shall hold.
/// </summary>
internal sealed class NewerLoadedException() : Exception("A newer version was loaded after this one was approved.");
