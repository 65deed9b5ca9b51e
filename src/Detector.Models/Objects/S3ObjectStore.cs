using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Detector.Models.Objects;

/// <summary>Objects in an S3-compatible store, with the SDK's usual credentials.</summary>
internal sealed class S3ObjectStore(S3Location location) : IObjectStore
{
    private const int Unchanged = 304;

    // Most bytes of an object.
    private const long Most = 1L << 30;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly Lazy<AmazonS3Client> _client = new(() => new(Config(location)));

    /// <inheritdoc/>
    public string Name => location.Name;

    /// <inheritdoc/>
    public StoredObject? Get(string key, string? known = null)
    {
        try
        {
            return Ask(key, async client =>
            {
                using GetObjectResponse response = await client.GetObjectAsync(
                    new GetObjectRequest { BucketName = location.Bucket, Key = location.Prefix + key, EtagToNotMatch = known });
                if (response.ContentLength > Most)
                {
                    throw new InvalidOperationException($"it has {response.ContentLength} bytes, and {Most} are the most");
                }

                var content = new MemoryStream((int)Math.Max(0, response.ContentLength));
                await response.ResponseStream.CopyToAsync(content);
                return new StoredObject(response.ETag, content.ToArray());
            });
        }
        catch (IOException e) when (e.InnerException is AmazonServiceException { StatusCode: (HttpStatusCode)Unchanged })
        {
            return new StoredObject(known!, null);
        }
        catch (IOException e) when (e.InnerException is AmazonServiceException { ErrorCode: "NoSuchKey" or "NotFound" })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public string? Put(string key, ReadOnlyMemory<byte> content, PutCondition? condition = null)
    {
        try
        {
            return Ask(key, async client =>
            {
                var request = new PutObjectRequest
                {
                    BucketName = location.Bucket,
                    Key = location.Prefix + key,
                    InputStream = new MemoryStream(content.ToArray()),
                    UseChunkEncoding = false,
                };
                if (condition is { Tag: null })
                {
                    request.IfNoneMatch = "*";
                }
                else if (condition is not null)
                {
                    request.IfMatch = condition.Tag;
                }

                return (await client.PutObjectAsync(request)).ETag;
            });
        }
        catch (IOException e) when (condition is not null && e.InnerException is AmazonServiceException
        {
            StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict or HttpStatusCode.NotFound,
            ErrorCode: not "NoSuchBucket",
        })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Delete(string key) => Ask(key, async client =>
    {
        await client.DeleteObjectAsync(location.Bucket, location.Prefix + key);
        return true;
    });

    /// <inheritdoc/>
    public IReadOnlyList<ObjectEntry> List(string prefix) =>
    [
        .. Pages(prefix, null).SelectMany(page => page.S3Objects ?? []).Select(one => new ObjectEntry(
            one.Key[location.Prefix.Length..], one.Size ?? 0, one.LastModified?.ToUniversalTime() ?? DateTimeOffset.MaxValue)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders() =>
    [
        .. Pages("", "/").SelectMany(page => page.CommonPrefixes ?? []).Select(one => one[location.Prefix.Length..].TrimEnd('/')),
    ];

    private List<ListObjectsV2Response> Pages(string prefix, string? delimiter) => Ask(prefix, async client =>
    {
        var pages = new List<ListObjectsV2Response>();
        var request = new ListObjectsV2Request
        {
            BucketName = location.Bucket, Prefix = location.Prefix + prefix, Delimiter = delimiter,
        };
        do
        {
            pages.Add(await client.ListObjectsV2Async(request));
            request.ContinuationToken = pages[^1].NextContinuationToken;
        }
        while (pages[^1].IsTruncated == true);
        return pages;
    });

    private T Ask<T>(string key, Func<AmazonS3Client, Task<T>> ask)
    {
        try
        {
            return Task.Run(() => ask(_client.Value)).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException
            or OperationCanceledException or TimeoutException or WebException or InvalidOperationException or IOException)
        {
            throw new IOException($"{Of(key)}: {Reason(e)}", e);
        }
    }

    private string Of(string key) => key.Length == 0 ? Name : $"{Name}/{key}";

    private string Reason(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: "NoSuchBucket" } => $"there is no bucket {location.Bucket}",
        AmazonServiceException { ErrorCode: "RequestTimeTooSkewed" } =>
            "the store refuses this machine's clock, which is too far from its own (RequestTimeTooSkewed)",
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } denied =>
            $"access is denied ({denied.ErrorCode}): {denied.Message.TrimEnd('.')}; the credentials are those that AWS_ACCESS_KEY_ID and "
            + "AWS_SECRET_ACCESS_KEY, or AWS's other ways, give",
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } busy =>
            $"the store cannot answer now ({(int)busy.StatusCode} {busy.ErrorCode})",
        AmazonServiceException { StatusCode: > 0 } other => $"{other.ErrorCode}: {other.Message.TrimEnd('.')}",
        _ when IsWithoutCredentials(error) => "there are no credentials; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or the "
            + "machine's role give them",
        OperationCanceledException or TimeoutException => $"no answer within {Timeout.TotalSeconds:0} s",
        InvalidOperationException => error.Message,
        _ => $"it cannot be reached: {error.GetBaseException().Message.TrimEnd('.')}",
    };

    private static bool IsWithoutCredentials(Exception error) =>
        error.Message.Contains("credential", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("identity", StringComparison.OrdinalIgnoreCase);

    private static AmazonS3Config Config(S3Location location)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = location.IsPathStyle,
            Timeout = Timeout,
            MaxErrorRetry = 1,

            // Compatible stores need not know the newer checksums; a bundle has its own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (location.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = location.Region ?? "us-east-1";
        }
        else if (location.Region is { } region)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
