using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Product;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>
    /// Attention (Vaswani et al. 2017, arXiv:1706.03762), composed of products and softmax, so that its parts can be seen.
    /// </summary>
    private static Dictionary<string, Converter> AttentionRows => new()
    {
        ["Attention"] = Attention,
        ["RotaryEmbedding"] = RotaryEmbedding,
        ["com.microsoft.Attention"] = PackedAttention,
        ["com.microsoft.MultiHeadAttention"] = MultiHeadAttention,
    };

    /// <summary>Queries, keys and values, [N, heads, positions, size] each, and what is added to the scores.</summary>
    private readonly record struct Heads(string Queries, string Keys, string Values, string? Mask, float Scale, float SoftCap);

    /// <summary>
    /// ONNX's operator. Inputs of three dimensions hold the heads side by side; fewer keys and values than queries are shared by groups.
    /// </summary>
    private static void Attention(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0];
        if (node.Outputs.Length > 3 && node.Outputs[3].Length > 0)
            throw new ArgumentException("asks for the scores (qk_matmul_output), which NetInsight does not give here");
        if (node.Has(6))
            throw new ArgumentException("has nonpad_kv_seqlen, which NetInsight does not support");
        bool areSideBySide = RankOf(import, node.Inputs[0]) == 3;
        string q = InHeads(node, import, node.Inputs[0], node.Int("q_num_heads", 0), $"{y}/q");
        string k = InHeads(node, import, node.Inputs[1], node.Int("kv_num_heads", 0), $"{y}/k");
        string v = InHeads(node, import, node.Inputs[2], node.Int("kv_num_heads", 0), $"{y}/v");
        int past = node.Has(4) ? import.ShapeOf(node.Inputs[4])?[2] ?? throw new ArgumentException("has past keys of unknown shape") : 0;
        k = WithPast(node, import, 4, 1, k, $"{y}/keys");
        v = WithPast(node, import, 5, 2, v, $"{y}/values");

        Shape queries = import.ShapeOf(q)!.Value, keys = import.ShapeOf(k)!.Value;
        if (keys[1] == 0 || queries[1] % keys[1] != 0)
            throw new ArgumentException($"has {queries[1]} heads of queries for {keys[1]} of keys");
        k = Repeated(node, import, k, queries[1] / keys[1], $"{y}/k/repeated");
        v = Repeated(node, import, v, queries[1] / keys[1], $"{y}/v/repeated");
        string? mask = node.Has(3) ? AsAddend(node, import, node.Inputs[3], $"{y}/mask") : null;
        if (node.Int("is_causal", 0) != 0)
            mask = WithCausal(node, import, mask, queries[2], keys[2], past, $"{y}/causal");
        float scale = node.Float("scale", 1 / MathF.Sqrt(queries[3]));
        Heads heads = new(q, k, v, mask, scale, node.Float("softcap", 0));
        EmitAttention(node, import, heads, areSideBySide, y);
    }

    private static int RankOf(OnnxImport import, string name) =>
        import.ShapeOf(name) is { Rank: 3 or 4 } shape ? shape.Rank
            : throw new ArgumentException("has inputs of unknown shape, or not of 3 or 4 dimensions");

    /// <summary>[N, positions, heads * size] as [N, heads, positions, size].</summary>
    private static string InHeads(OnnxNode node, OnnxImport import, string x, int heads, string output)
    {
        if (RankOf(import, x) == 4)
            return x;
        Shape shape = import.ShapeOf(x)!.Value;
        if (heads < 1 || shape[2] % heads != 0)
            throw new ArgumentException($"has {heads} heads for an input of {shape}");
        string apart = $"{output}/apart";
        import.EmitAs(node, new Reshape([0, shape[1], heads, shape[2] / heads]), apart, x);
        import.EmitAs(node, new Transpose([0, 2, 1, 3]), output, apart);
        return output;
    }

    /// <summary>Earlier keys or values in front, which a file may ask for as an output.</summary>
    private static string WithPast(OnnxNode node, OnnxImport import, int past, int present, string x, string output)
    {
        bool isAsked = present < node.Outputs.Length && node.Outputs[present].Length > 0;
        string made = isAsked ? node.Outputs[present] : output;
        if (node.Has(past))
            import.EmitAs(node, new Concat(2), made, node.Inputs[past], x);
        else if (isAsked)
            import.EmitAs(node, new Identity("Attention"), made, x);
        return node.Has(past) ? made : x;
    }

    /// <summary>Each head several times, next to each other.</summary>
    private static string Repeated(OnnxNode node, OnnxImport import, string x, int times, string output)
    {
        if (times == 1)
            return x;
        int heads = import.ShapeOf(x)!.Value[1];
        int[] indices = [.. Enumerable.Range(0, heads * times).Select(i => i / times)];
        import.EmitAs(node, new Gather([.. indices], new Shape(indices.Length), 1), output, x);
        return output;
    }

    /// <summary>A mask of truth values as one to add: 0 where it holds, else minus infinity.</summary>
    private static string AsAddend(OnnxNode node, OnnxImport import, string mask, string output)
    {
        if (import.ElementTypes.Of(mask) != DataType.Bool)
            return mask;
        string zero = $"{output}/zero", never = $"{output}/never";
        SetValue(import, zero, 0);
        SetValue(import, never, float.NegativeInfinity);
        import.EmitAs(node, new Where(), output, mask, zero, never);
        return output;
    }

    /// <summary>Query i sees the keys up to i (behind those of the past).</summary>
    private static string WithCausal(OnnxNode node, OnnxImport import, string? mask, int queries, int keys, int past, string output)
    {
        import.Tensors.CountComputed((long)queries * keys, output);
        Tensor causal = new(new Shape(queries, keys));
        for (int i = 0; i < queries; i++)
            causal.AsSpan().Slice(i * keys, keys)[Math.Min(i + past + 1, keys)..].Fill(float.NegativeInfinity);
        import.SetConstant(output, new OnnxConstant(causal));
        if (mask is null)
            return output;
        import.EmitAs(node, new Arithmetic<Add>(), $"{output}/mask", output, mask);
        return $"{output}/mask";
    }

    /// <summary>softmax(scale Q K^T + mask) V, the heads side by side again where asked for.</summary>
    private static void EmitAttention(OnnxNode node, OnnxImport import, Heads heads, bool areSideBySide, string output)
    {
        string transposed = $"{output}/transposed", scale = $"{output}/scale", scaled = $"{output}/scaled", scores = $"{output}/scores";
        string weights = $"{output}/weights", result = areSideBySide ? $"{output}/heads" : output, together = $"{output}/together";
        import.EmitAs(node, new Transpose([0, 1, 3, 2]), transposed, heads.Keys);
        SetValue(import, scale, heads.Scale);
        import.EmitAs(node, new Arithmetic<Mul>(), scaled, heads.Queries, scale);
        import.EmitAs(node, new MatMul(), scores, scaled, transposed);
        if (heads.SoftCap > 0)
            scores = Capped(node, import, scores, heads.SoftCap);
        if (heads.Mask is { } mask)
        {
            import.EmitAs(node, new Arithmetic<Add>(), $"{output}/masked", scores, mask);
            scores = $"{output}/masked";
        }

        import.EmitAs(node, new Softmax(-1), weights, scores);
        import.EmitAs(node, new MatMul(), result, weights, heads.Values);
        if (!areSideBySide)
            return;
        Shape shape = import.ShapeOf(result)!.Value;
        import.EmitAs(node, new Transpose([0, 2, 1, 3]), together, result);
        import.EmitAs(node, new Reshape([0, shape[2], shape[1] * shape[3]]), output, together);
    }

    /// <summary>cap * tanh(x / cap).</summary>
    private static string Capped(OnnxNode node, OnnxImport import, string x, float limit)
    {
        string cap = $"{x}/cap", shrunk = $"{x}/shrunk", bent = $"{x}/bent", capped = $"{x}/capped";
        SetValue(import, cap, limit);
        import.EmitAs(node, new Arithmetic<Div>(), shrunk, x, cap);
        import.EmitAs(node, new Activation<Tanh>(), bent, shrunk);
        import.EmitAs(node, new Arithmetic<Mul>(), capped, bent, cap);
        return capped;
    }

    /// <summary>ONNX Runtime's: the weights of queries, keys and values are one matrix, [input, 3 * hidden].</summary>
    private static void PackedAttention(OnnxNode node, OnnxImport import)
    {
        RefuseInputs(node, (3, "mask_index"), (4, "past"), (6, "past_sequence_length"));
        Shape input = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("has an input of unknown shape");
        Shape weight = import.ShapeOf(node.Inputs[1]) ?? throw new ArgumentException("has weights of unknown shape");
        long[] sizes = node.Longs("qkv_hidden_sizes") ?? [weight[-1] / 3, weight[-1] / 3, weight[-1] / 3];
        int count = node.Int("num_heads", 0);
        if (input.Rank != 3 || sizes.Length != 3 || sizes.Sum() != weight[-1])
            throw new ArgumentException(
                $"has an input of shape {input} and weights of {weight} for hidden sizes {string.Join(", ", sizes)}");
        string y = node.Outputs[0], product = $"{y}/product", all = node.Has(2) ? $"{y}/all" : product;
        import.EmitAs(node, new MatMul(), product, node.Inputs[0], node.Inputs[1]);
        if (node.Has(2))
            import.EmitAs(node, new Arithmetic<Add>(), all, product, node.Inputs[2]);
        string[] parts = [$"{y}/q", $"{y}/k", $"{y}/v"];
        long start = 0;
        for (int i = 0; i < 3; start += sizes[i++])
        {
            import.EmitAs(node, new Slice([new SliceAxis(2, start, start + sizes[i])]), $"{parts[i]}/flat", all);
            parts[i] = InHeads(node, import, $"{parts[i]}/flat", count, parts[i]);
        }

        EmitMicrosoft(node, import, parts, node.Has(5) ? node.Inputs[5] : null, true);
    }

    /// <summary>ONNX Runtime's: queries, keys and values come apart, with one bias for all three.</summary>
    private static void MultiHeadAttention(OnnxNode node, OnnxImport import)
    {
        RefuseInputs(node, (4, "key_padding_mask"), (6, "past_key"), (7, "past_value"));
        if (!node.Has(1) || !node.Has(2))
            throw new ArgumentException("has keys and values packed into its other inputs, which NetInsight does not read");
        int count = node.Int("num_heads", 0);
        string y = node.Outputs[0];
        string[] parts = [$"{y}/q", $"{y}/k", $"{y}/v"];
        long start = 0;
        for (int i = 0; i < 3; i++)
        {
            string x = node.Inputs[i];
            long size = RankOf(import, x) == 3 ? import.ShapeOf(x)!.Value[2]
                : throw new ArgumentException("has inputs that are not of 3 dimensions");
            if (node.Has(3))
            {
                import.EmitAs(node, new Slice([new SliceAxis(0, start, start + size)]), $"{parts[i]}/bias", node.Inputs[3]);
                import.EmitAs(node, new Arithmetic<Add>(), $"{parts[i]}/biased", x, $"{parts[i]}/bias");
                x = $"{parts[i]}/biased";
                start += size;
            }

            parts[i] = InHeads(node, import, x, count, parts[i]);
        }

        EmitMicrosoft(node, import, parts, node.Has(5) ? node.Inputs[5] : null, true);
    }

    private static void EmitMicrosoft(OnnxNode node, OnnxImport import, string[] parts, string? mask, bool areSideBySide)
    {
        Shape queries = import.ShapeOf(parts[0])!.Value, keys = import.ShapeOf(parts[1])!.Value;
        if (node.Int("unidirectional", 0) != 0)
            mask = WithCausal(node, import, mask, queries[2], keys[2], 0, $"{node.Outputs[0]}/causal");
        float scale = node.Float("scale", 0) is var given && given != 0 ? given : 1 / MathF.Sqrt(queries[3]);
        EmitAttention(node, import, new Heads(parts[0], parts[1], parts[2], mask, scale, 0), areSideBySide, node.Outputs[0]);
    }

    private static void RefuseInputs(OnnxNode node, params ReadOnlySpan<(int Input, string Name)> inputs)
    {
        foreach ((int input, string name) in inputs)
        {
            if (node.Has(input))
                throw new ArgumentException($"has the input {name}, which NetInsight does not support");
        }
    }

    /// <summary>
    /// Pairs (a, b) of a head's values turned by an angle that follows from the position (Su et al. 2021, arXiv:2104.09864):
    /// (a cos - b sin, a sin + b cos). Pairs are neighbours (interleaved), or one of each half.
    /// </summary>
    private static void RotaryEmbedding(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0];
        bool areSideBySide = RankOf(import, node.Inputs[0]) == 3, isInterleaved = node.Int("interleaved", 0) != 0;
        string x = InHeads(node, import, node.Inputs[0], node.Int("num_heads", 0), $"{y}/heads");
        Shape shape = import.ShapeOf(x)!.Value;
        int turned = node.Int("rotary_embedding_dim", 0) is var given && given > 0 ? given : shape[3], half = turned / 2;
        if (turned > shape[3] || turned % 2 != 0)
            throw new ArgumentException($"turns {turned} of the {shape[3]} values of a head");
        string cosines = Angles(node, import, 1, $"{y}/cos"), sines = Angles(node, import, 2, $"{y}/sin");
        (long step, long second) = isInterleaved ? (2L, 1L) : (1L, half);
        string a = Part("a", new SliceAxis(3, 0, isInterleaved ? turned : half, step));
        string b = Part("b", new SliceAxis(3, second, turned, step));
        string first = Combined<Sub>("first", Combined<Mul>("a cos", a, cosines), Combined<Mul>("b sin", b, sines));
        string last = Combined<Add>("last", Combined<Mul>("a sin", a, sines), Combined<Mul>("b cos", b, cosines));

        // the pairs in their order, and what is not turned behind them
        string joined = $"{y}/joined", all = areSideBySide ? $"{y}/all" : y, pairs = turned < shape[3] ? $"{y}/pairs" : all;
        if (isInterleaved)
        {
            string[] columns = [$"{first}/column", $"{last}/column"];
            import.EmitAs(node, new Reshape([0, shape[1], shape[2], half, 1]), columns[0], first);
            import.EmitAs(node, new Reshape([0, shape[1], shape[2], half, 1]), columns[1], last);
            import.EmitAs(node, new Concat(4), joined, columns);
            import.EmitAs(node, new Reshape([0, shape[1], shape[2], turned]), pairs, joined);
        }
        else
        {
            import.EmitAs(node, new Concat(3), pairs, first, last);
        }

        if (turned < shape[3])
            import.EmitAs(node, new Concat(3), all, pairs, Part("rest", new SliceAxis(3, turned, shape[3])));
        if (!areSideBySide)
            return;
        import.EmitAs(node, new Transpose([0, 2, 1, 3]), $"{y}/together", all);
        import.EmitAs(node, new Reshape([0, shape[2], shape[1] * shape[3]]), y, $"{y}/together");

        string Part(string name, SliceAxis slice)
        {
            import.EmitAs(node, new Slice([slice]), $"{y}/{name}", x);
            return $"{y}/{name}";
        }

        string Combined<TOperation>(string name, string left, string right) where TOperation : struct, IArithmetic
        {
            import.EmitAs(node, new Arithmetic<TOperation>(), $"{y}/{name}", left, right);
            return $"{y}/{name}";
        }
    }

    /// <summary>
    /// Cosines or sines of the angles at each position, [N, 1, positions, pairs]: rows of the cache where position_ids are given.
    /// </summary>
    private static string Angles(OnnxNode node, OnnxImport import, int input, string output)
    {
        string cache = node.Inputs[input];
        if (node.Has(3))
        {
            OnnxConstant positions = import.RequireConstant(node, 3);
            import.EmitAs(node, new Gather(Indices(positions), positions.Shape), $"{output}/rows", cache);
            cache = $"{output}/rows";
        }

        if (import.ShapeOf(cache) is not { Rank: 3 } shape)
            throw new ArgumentException("has cosines and sines that are not of 3 dimensions (batch, positions, pairs)");
        import.EmitAs(node, new Reshape([0, 1, shape[1], shape[2]]), output, cache);
        return output;
    }
}
