using System.Buffers;

namespace Detector.Data.Simulation;

/// <summary>Records that are made up, one after the other and without an end, with the truth about each.</summary>
public interface ISimulation
{
    /// <summary>The columns that <see cref="WriteCsv"/> writes.</summary>
    string CsvHeader { get; }

    /// <summary>What the record is about, as messages name it.</summary>
    string Key { get; }

    /// <summary>Whether the record is an anomaly.</summary>
    bool IsAnomaly { get; }

    /// <summary>Makes the next record.</summary>
    void Next();

    /// <summary>Writes the record as one JSON object, without a line's end.</summary>
    void WriteJson(IBufferWriter<byte> output);

    /// <summary>Writes the record as one line of CSV, without its end.</summary>
    void WriteCsv(IBufferWriter<byte> output);
}
