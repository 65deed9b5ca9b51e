using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Detector.Data.Files;

namespace Detector.Data.Simulation;

/// <summary>Writes a transaction as one JSON object or one CSV record, without a line's end; nothing is allocated.</summary>
public static class TransactionWriter
{
    // More than the longest record has.
    private const int Space = 512;

    private static readonly string[] Channels = ["chip", "contactless", "online", "atm"];
    private static readonly string[] Frauds = ["", "amount", "night", "burst", "abroad"];

    /// <summary>The card as messages name it.</summary>
    public static string Card(in Transaction transaction) => string.Create(CultureInfo.InvariantCulture, $"c{transaction.Card:D5}");

    /// <param name="transaction">What is written.</param>
    /// <param name="output">Where to.</param>
    /// <param name="columns">What is written besides its raw columns.</param>
    public static void WriteJson(in Transaction transaction, IBufferWriter<byte> output, TransactionColumns columns)
    {
        ref readonly Transaction t = ref transaction;
        string country = Country.All[t.Country].Code;
        Utf8.TryWrite(
            output.GetSpan(Space),
            CultureInfo.InvariantCulture,
            $$"""{"transaction":"t{{t.Id:D9}}","card":"c{{t.Card:D5}}","time":"{{Time(t):yyyy-MM-ddTHH:mm:ss.fffZ}}","amount":"""
            + $"{t.Amount},\"category\":\"{Category.All[t.Category].Name}\",\"merchant\":\"m{t.Merchant:D5}\"",
            out int written);
        output.Advance(written);
        if (columns.HasFlag(TransactionColumns.Aggregates))
        {
            Utf8.TryWrite(
                output.GetSpan(Space), CultureInfo.InvariantCulture, $$""","amount_ratio":{{t.AmountRatio:0.###}}""", out written);
            output.Advance(written);
        }

        Utf8.TryWrite(
            output.GetSpan(Space),
            CultureInfo.InvariantCulture,
            $$""","channel":"{{Channels[(int)t.Channel]}}","country":"{{country}}","distance_km":{{t.DistanceKm:0.#}}""",
            out written);
        output.Advance(written);
        if (columns.HasFlag(TransactionColumns.Aggregates))
        {
            Utf8.TryWrite(
                output.GetSpan(Space),
                CultureInfo.InvariantCulture,
                $$""","seconds_since_last":{{t.SecondsSinceLast:0}},"count_1h":{{t.LastHour}}""",
                out written);
            output.Advance(written);
        }

        Utf8.TryWrite(output.GetSpan(Space), $$""","recurring":{{Text(t.Recurring)}}""", out written);
        output.Advance(written);
        if (columns.HasFlag(TransactionColumns.Label))
        {
            Utf8.TryWrite(
                output.GetSpan(Space), $",\"is_fraud\":{IsFraud(t)},\"fraud_kind\":\"{Frauds[(int)t.Fraud]}\"", out written);
            output.Advance(written);
        }

        output.Write("}"u8);
    }

    /// <summary>The columns that <see cref="WriteCsv"/> writes.</summary>
    public static string CsvHeader(TransactionColumns columns) => "transaction,card,time,amount,category,merchant"
        + (columns.HasFlag(TransactionColumns.Aggregates) ? ",amount_ratio" : "")
        + ",channel,country,distance_km"
        + (columns.HasFlag(TransactionColumns.Aggregates) ? ",seconds_since_last,count_1h" : "")
        + ",recurring"
        + (columns.HasFlag(TransactionColumns.Label) ? ",is_fraud,fraud_kind" : "");

    /// <inheritdoc cref="WriteJson"/>
    public static void WriteCsv(in Transaction transaction, IBufferWriter<byte> output, TransactionColumns columns)
    {
        ref readonly Transaction t = ref transaction;
        Utf8.TryWrite(
            output.GetSpan(Space),
            CultureInfo.InvariantCulture,
            $"t{t.Id:D9},c{t.Card:D5},{Time(t):yyyy-MM-ddTHH:mm:ss.fffZ},{t.Amount},{Category.All[t.Category].Name},m{t.Merchant:D5}",
            out int written);
        output.Advance(written);
        if (columns.HasFlag(TransactionColumns.Aggregates))
        {
            Utf8.TryWrite(output.GetSpan(Space), CultureInfo.InvariantCulture, $",{t.AmountRatio:0.###}", out written);
            output.Advance(written);
        }

        Utf8.TryWrite(
            output.GetSpan(Space),
            CultureInfo.InvariantCulture,
            $",{Channels[(int)t.Channel]},{Country.All[t.Country].Code},{t.DistanceKm:0.#}",
            out written);
        output.Advance(written);
        if (columns.HasFlag(TransactionColumns.Aggregates))
        {
            Utf8.TryWrite(
                output.GetSpan(Space), CultureInfo.InvariantCulture, $",{t.SecondsSinceLast:0},{t.LastHour}", out written);
            output.Advance(written);
        }

        Utf8.TryWrite(output.GetSpan(Space), $",{Text(t.Recurring)}", out written);
        output.Advance(written);
        if (columns.HasFlag(TransactionColumns.Label))
        {
            Utf8.TryWrite(output.GetSpan(Space), $",{IsFraud(t)},{Frauds[(int)t.Fraud]}", out written);
            output.Advance(written);
        }
    }

    private static DateTime Time(in Transaction transaction) => DateTimeOffset.FromUnixTimeMilliseconds(transaction.TimeMs).UtcDateTime;

    private static int IsFraud(in Transaction transaction) => transaction.Fraud == FraudKind.None ? 0 : 1;

    private static string Text(bool value) => value ? "true" : "false";
}
