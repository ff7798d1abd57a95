using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;

namespace Observatory.Warehouse.Access;

/// <summary>Looks up offices: the organisations that supply figures, and the Observatory's own office, which has no country.</summary>
internal static class Offices
{
    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public static async Task<OfficeRow> FindAsync(NpgsqlConnection connection, string code, CancellationToken cancellation)
    {
        if (code == Actor.ObservatoryOffice)
            return new OfficeRow { Code = code };
        if (await AccessQueries.Office.MaybeAsync(connection, new { code }, cancellation) is { } found)
            return found;
        var known = await AccessQueries.Offices.ListAsync(connection, null, cancellation);
        throw new Refusal(
            RefusalCodes.CodeUnknown,
            ("column", "office"),
            ("value", code),
            ("nearest", NearestWord.To(code, known.Append(Actor.ObservatoryOffice)) ?? Actor.ObservatoryOffice)
        );
    }

    /// <summary>
    /// Checks that an office may have a role: roles of the Observatory's office cover every country, those of a country's office only its
    /// own.
    /// </summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static void MustHold(Role role, OfficeRow office)
    {
        var isOwn = office.Code == Actor.ObservatoryOffice;
        if (
            role is Role.Anonymous or Role.Operator
            || (isOwn ? role is Role.Uploader or Role.Approver : role is Role.Editor or Role.Publisher or Role.Admin)
        )
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "role"),
                ("value", role.ToString()),
                ("expected", isOwn ? "Analyst, Editor, Publisher, Admin" : "Analyst, Uploader, Approver")
            );
    }
}
