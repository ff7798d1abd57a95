using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Notices;
using Observatory.Warehouse.Outgoing;

namespace Observatory.Warehouse.Notices;

/// <summary>
/// Sends webhooks according to the Standard Webhooks specification 1.0.0. Redirects are not followed, only the status of a response is
/// read, and the address that a name resolves to is checked when connecting.
/// </summary>
/// <param name="patience">The time limit for a receiver's response.</param>
internal sealed class WebhookPost(GuardedWay way, IClock clock, TimeSpan patience) : IDisposable
{
    private readonly HttpClient _client = Create(way, patience);

    public static string BodyOf(DueDelivery delivery)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("type", delivery.Kind);
            json.WriteString("timestamp", InstantPattern.ExtendedIso.Format(delivery.At));
            json.WritePropertyName("data");
            json.WriteRawValue(delivery.Data);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public async Task<DeliveryOutcome> SendAsync(DueDelivery delivery, IReadOnlyList<byte[]> secrets, CancellationToken cancellation)
    {
        var (id, body, seconds) = (
            SubscriptionDesk.WebhookIdOf(delivery.EventId),
            BodyOf(delivery),
            clock.GetCurrentInstant().ToUnixTimeSeconds()
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(delivery.Address));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(secrets, id, seconds, body));
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode
                ? new DeliveryOutcome(status, null)
                : new DeliveryOutcome(
                    status,
                    status is >= 300 and < 400 ? DeliveryFaults.Redirect : DeliveryFaults.Answer,
                    response.StatusCode == HttpStatusCode.Gone
                );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryOutcome(null, DeliveryFaults.Time);
        }
        catch (HttpRequestException fault)
        {
            return new DeliveryOutcome(
                null,
                fault is AddressRefusedException || fault.InnerException is AddressRefusedException
                    ? DeliveryFaults.Address
                    : DeliveryFaults.Connection
            );
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient Create(GuardedWay way, TimeSpan patience)
    {
        var handler = way.Handler(redirects: 0);
        // Do not read the rest of a response only to reuse the connection.
        (handler.MaxResponseDrainSize, handler.ResponseDrainTimeout) = (0, TimeSpan.Zero);
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = patience };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("InterAmericanSecurityObservatory/1.0");
        return client;
    }
}
