using System.Data.Common;
using System.Text.Json;
using Observatory.Core.Access;

namespace Observatory.Warehouse.Access;

/// <summary>
/// Writes audit entries in the transaction of the action itself. The database writes those on changes of a submission's state.
/// </summary>
internal static class Audit
{
    public static Task NoteAsync(
        DbConnection connection,
        DbTransaction transaction,
        Actor actor,
        string act,
        string subject,
        object detail,
        CancellationToken cancellation,
        string? country = null
    ) =>
        AccessQueries.Note.RunAsync(
            connection,
            new
            {
                actor = actor.Name,
                office = actor.Office,
                country = country ?? actor.Country,
                act,
                subject,
                detail = JsonSerializer.Serialize(detail),
            },
            cancellation,
            transaction
        );
}
