namespace Observatory.Warehouse.Database;

/// <summary>Marks a property of a row that no column of its query fills: it is worked out after reading.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ComputedAttribute : Attribute;
