using System.Reflection;
using System.Runtime.ExceptionServices;
using Confluent.Kafka;

namespace Detector.Kafka.Tests.Sources;

/// <summary>A client that notes what it is told, and says what a test wants of a partition's ends.</summary>
public class ConsumerSpy : DispatchProxy
{
    private IConsumer<Ignore, Ignore> _client = null!;

    /// <summary>The names of the methods that were called.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What is said of every partition; null: what is so.</summary>
    public WatermarkOffsets? Ends { get; set; }

    public static (IConsumer<Ignore, Ignore> Client, ConsumerSpy Spy) Over(IConsumer<Ignore, Ignore> client)
    {
        IConsumer<Ignore, Ignore> proxy = Create<IConsumer<Ignore, Ignore>, ConsumerSpy>();
        var spy = (ConsumerSpy)(object)proxy;
        spy._client = client;
        return (proxy, spy);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls.Add(targetMethod!.Name);
        if (Ends is not null && targetMethod.Name == nameof(_client.GetWatermarkOffsets))
        {
            return Ends;
        }

        try
        {
            return targetMethod.Invoke(_client, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
