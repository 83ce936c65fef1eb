using System.Globalization;
using NetInsight.Graphs;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// Identifies a network up to a layer: SHA-256 over preprocessing, input size and the graph that the layer depends on
    /// (<see cref="GraphFingerprint"/>), as 64 hexadecimal digits. The same on every device.
    /// </summary>
    internal string FingerprintOf(string layer, CancellationToken cancellation)
    {
        using GraphFingerprint fingerprint = new();
        fingerprint.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"short side {Preprocessing.ShortSide} {Preprocessing.Interpolation} {Preprocessing.Channels} scale {Preprocessing.Scale:R}"));
        if (Preprocessing.CropFraction is not null || !Preprocessing.KeepsAspectRatio)
        {
            fingerprint.Add(string.Create(
                CultureInfo.InvariantCulture, $"crop {Preprocessing.CropFraction:R} keeps {Preprocessing.KeepsAspectRatio}"));
        }

        fingerprint.Add($"mean {Listed(Preprocessing.Mean)} std {Listed(Preprocessing.Std)} input {InputShape}");
        fingerprint.Add(Graph, ValueOf(layer), cancellation);
        return fingerprint.Finish();

        static string Listed(IEnumerable<float> values) =>
            string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
    }
}
