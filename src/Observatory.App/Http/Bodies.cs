using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Core.Checking;

namespace Observatory.App.Http;

/// <summary>Reads JSON bodies of requests: small, of a known form; unknown properties are refused.</summary>
internal static class Bodies
{
    private const long MostBytes = 64 << 10;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
        Converters = { new SoundTexts(), new SoundTexts.List() },
    };

    /// <summary>The document; null if there is no body.</summary>
    /// <exception cref="Refusal">BODY_TYPE if the body is not JSON, PARAMETER_VALUE if it does not have the expected form.</exception>
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

    /// <summary>Refuses a body that is longer than the limit.</summary>
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
