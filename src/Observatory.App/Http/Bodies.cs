using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Core.Checking;

namespace Observatory.App.Http;

/// <summary>JSON that comes with a request: small, of a known form, and nothing in it is passed over.</summary>
internal static class Bodies
{
    private const long MostBytes = 64 << 10;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
        Converters = { new SoundTexts(), new SoundTexts.List() },
    };

    /// <summary>Null where there is no body.</summary>
    /// <exception cref="Refusal">BODY_TYPE where it is no JSON, PARAMETER_VALUE where it is no such document.</exception>
    public static async Task<T?> ReadAsync<T>(HttpContext context, CancellationToken cancellation)
        where T : class
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<TakenBody>()?.Type != typeof(T))
            throw new InvalidOperationException($"{context.GetEndpoint()?.DisplayName} does not say that it takes {typeof(T).Name}.");
        var request = context.Request;
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")))
            return null;
        if (!request.HasJsonContentType())
            throw new Refusal(RefusalCodes.BodyType, ("value", request.ContentType ?? ""), ("expected", "application/json"));
        if (request.ContentLength > MostBytes)
            throw Wrong("");
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(new BoundedBody(request.Body, MostBytes), Strict, cancellation);
        }
        catch (JsonException fault)
        {
            throw Wrong(fault.Path ?? "");
        }
    }

    private static Refusal Wrong(string value) =>
        new(RefusalCodes.ParameterValue, ("column", "body"), ("value", value), ("expected", "application/json"));

    /// <summary>Ends with a refusal where more comes than was said.</summary>
    private sealed class BoundedBody(Stream inner, long most) : Stream
    {
        private long _read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            return (_read += count) > most ? throw Wrong("") : count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
