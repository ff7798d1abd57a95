using System.Net;
using System.Net.Sockets;

namespace Observatory.Warehouse.Outgoing;

/// <summary>Decides to which addresses provided by others the program may connect: those of the public internet.</summary>
internal static class PublicAddress
{
    /// <summary>
    /// Microsoft's wire server: a public address that responds only inside a virtual machine, with the machine's secrets.
    /// </summary>
    private static readonly IPAddress WireServer = new([168, 63, 129, 16]);

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var b = address.GetAddressBytes();
        // For IPv6 only global unicast (2000::/3), except ranges that embed an IPv4 address (6to4, Teredo) and may lead anywhere.
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return (b[0] & 0xE0) == 0x20 && !(b[0] == 0x20 && b[1] == 0x02) && !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
        return !(
            b[0] is 0 or 10 or 127 or >= 224
            || (b[0] == 100 && b[1] is >= 64 and <= 127)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 172 && b[1] is >= 16 and <= 31)
            || (b[0] == 192 && (b[1] == 168 || (b[1] == 0 && b[2] is 0 or 2)))
            || (b[0] == 198 && b[1] is 18 or 19)
            || address.Equals(WireServer)
        );
    }
}
