using Confluent.Kafka;

namespace Detector.Kafka.Sinks;

/// <summary>What helps against a broker's refusal of a message.</summary>
internal enum RefusalKind
{
    /// <summary>To send it again later: the fault is not the message's, or nothing says that it is.</summary>
    Passing,

    /// <summary>A smaller form.</summary>
    Size,

    /// <summary>Nothing: the topic takes no such message, as a compacted one takes none without a key.</summary>
    Record,

    /// <summary>Another timestamp.</summary>
    Clock,
}

internal static class Refusals
{
    public static RefusalKind KindOf(ErrorCode code) => code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsgSize => RefusalKind.Size,
        ErrorCode.InvalidRecord or ErrorCode.Local_InvalidDifferentRecord => RefusalKind.Record,
        ErrorCode.InvalidTimestamp => RefusalKind.Clock,
        _ => RefusalKind.Passing,
    };
}
