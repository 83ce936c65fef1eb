using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NetInsight.Graphs;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>Elements that are hashed between two checks of the cancellation token.</summary>
    private const int Slice = 1 << 22;

    /// <summary>
    /// Identifies a network up to a layer: SHA-256 over preprocessing, the operators and shapes on the paths to the layer, and their
    /// weights, as 64 hexadecimal digits. The same on every device.
    /// </summary>
    internal string FingerprintOf(string layer, CancellationToken cancellation)
    {
        int requested = ValueOf(layer);
        Dictionary<int, Shape> shapes = KnownShapes();
        HashSet<int> needed = [requested];
        foreach (Node node in Graph.Nodes.Reverse())
        {
            if (needed.Contains(node.Output))
                needed.UnionWith(node.Inputs);
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{Preprocessing.ShortSide} {Preprocessing.Interpolation} {Preprocessing.Channels} {Preprocessing.Scale:R}"));
        if (Preprocessing.CropFraction is not null || !Preprocessing.KeepsAspectRatio)
            Add(string.Create(CultureInfo.InvariantCulture, $"{Preprocessing.CropFraction:R} {Preprocessing.KeepsAspectRatio}"));
        Add($"mean {Listed(Preprocessing.Mean)} std {Listed(Preprocessing.Std)}");
        foreach (Node node in Graph.Nodes.Where(node => needed.Contains(node.Output)))
        {
            Add($"{node.Operator.Name} {shapes[node.Output]}");
            foreach (Tensor weights in node.Inputs.Select(input => Graph.Values[input].Constant).OfType<Tensor>())
            {
                Add(weights.Shape.ToString());
                for (int start = 0; start < weights.Count; start += Slice)
                {
                    cancellation.ThrowIfCancellationRequested();
                    hash.AppendData(MemoryMarshal.AsBytes(weights.AsSpan().Slice(start, Math.Min(Slice, weights.Count - start))));
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text}\n"));

        static string Listed(IEnumerable<float> values) =>
            string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
    }
}
