using System.Net.Sockets;
using System.Text.Json;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Observatory.Core.Languages;
using Observatory.Core.Notices;

namespace Observatory.Warehouse.Notices;

/// <summary>Sends notices by mail, in the receiver's language and in plain text.</summary>
/// <param name="patience">The time limit for each response of the server.</param>
internal sealed class MailPost(MailSettings settings, TimeSpan patience)
{
    public async Task<DeliveryOutcome> SendAsync(DueDelivery delivery, CancellationToken cancellation)
    {
        using var message = MessageOf(delivery);
        using var client = new SmtpClient { Timeout = (int)patience.TotalMilliseconds };
        // This also stops a server that sends nothing, or one word at a time.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var isTaken = false;
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, Seal(settings.Seal), limit.Token);
            if (settings.User is { } user)
                await client.AuthenticateAsync(user, settings.Password ?? "", limit.Token);
            await client.SendAsync(message, limit.Token);
            isTaken = true;
            await client.DisconnectAsync(true, limit.Token);
            return Taken;
        }
        // Once the mail is accepted, errors while disconnecting do not matter.
        catch (Exception fault)
            when (isTaken && fault is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
            return Taken;
        }
        catch (SmtpCommandException fault)
        {
            return new DeliveryOutcome((int)fault.StatusCode, DeliveryFaults.Mail);
        }
        catch (Exception fault)
            when (fault
                    is AuthenticationException
                        or ServiceNotAuthenticatedException
                        or SslHandshakeException
                        or NotSupportedException
                        or SmtpProtocolException
            )
        {
            return new DeliveryOutcome(null, DeliveryFaults.Mail);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return new DeliveryOutcome(null, DeliveryFaults.Connection);
        }
        catch (Exception fault)
            when (fault is TimeoutException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new DeliveryOutcome(null, DeliveryFaults.Time);
        }
    }

    private static DeliveryOutcome Taken { get; } = new((int)SmtpStatusCode.Ok, null);

    private MimeMessage MessageOf(DueDelivery delivery)
    {
        var receiver = SubscriptionAddress.MailboxOf(delivery.Address);
        using var data = JsonDocument.Parse(delivery.Data);
        var text = MailText.Of(
            delivery.Kind,
            data.RootElement,
            LanguageCodes.TryParse(delivery.Language) ?? Language.En,
            receiver,
            settings.Home
        );
        var message = new MimeMessage
        {
            Subject = text.Subject,
            Date = delivery.At.ToDateTimeOffset(),
            // The identifier is the same at every attempt, so that a mailbox shows the mail once.
            MessageId = $"{delivery.EventId:N}.{delivery.SubscriptionId:N}@{settings.From[(settings.From.LastIndexOf('@') + 1)..]}",
            Body = new TextPart("plain") { Text = text.Body },
        };
        message.From.Add(new MailboxAddress("", settings.From));
        message.To.Add(new MailboxAddress("", receiver));
        // RFC 3834: automatic responders do not answer.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, delivery.Language);
        return message;
    }

    private static SecureSocketOptions Seal(MailSeal seal) =>
        seal switch
        {
            MailSeal.StartTls => SecureSocketOptions.StartTls,
            MailSeal.Tls => SecureSocketOptions.SslOnConnect,
            MailSeal.None => SecureSocketOptions.None,
            _ => throw new ArgumentOutOfRangeException(nameof(seal)),
        };
}
