using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Keeping;

/// <summary>What is cleared, each some rows at a time.</summary>
public static class KeepingQueries
{
    public static readonly Statement ForgetDeliveries = new("keeping/forget_deliveries");
    public static readonly Statement ForgetEvents = new("keeping/forget_events");
    public static readonly Statement ForgetSecrets = new("keeping/forget_secrets");
    public static readonly Statement ForgetProgress = new("keeping/forget_progress");
    public static readonly Statement ForgetSessions = new("keeping/forget_sessions");
}
