using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Models.Architectures.Building;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>
    /// ViT-B/16 (Dosovitskiy et al. 2020, arXiv:2010.11929), as torchvision has it: patches of 16 x 16, 12 layers of 768 channels and 12
    /// heads; 86.6 million parameters. Weights of timm (also DeiT's without distillation) are recognised by their names.
    /// </summary>
    /// <remarks>
    /// The input's size is that of the position embeddings in the weights, 224 x 224 for 197 of them, 384 x 384 for 577; another
    /// <see cref="ModelOptions.InputSize"/> is refused. Layers of tokens give batch x tokens x channels, the class token first; attention
    /// weights are the layers <c>self_attention.weights</c>, batch x heads x tokens x tokens.
    /// </remarks>
    /// <param name="weights">The state dict; the number of classes is that of its last layer.</param>
    /// <param name="options">
    /// Preprocessing (by default that of torchvision's weights <c>IMAGENET1K_V1</c>: ImageNet's, short side 256; at 384 pixels, as of
    /// <c>IMAGENET1K_SWAG_E2E_V1</c>, short side 384, bicubic), labels, threads. Many of timm's weights were trained with mean and std
    /// 0.5 and bicubic interpolation, which their configuration states.
    /// </param>
    /// <exception cref="ArgumentException">The options' input size is not that of the position embeddings.</exception>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model ViTB16(Weights weights, ModelOptions? options = null) =>
        VisionTransformer(new VisionTransformerSize("ViT-B/16", 16, 12, 768, 12, 256), weights, options);

    /// <summary>ViT-B/32: as ViT-B/16, with patches of 32 x 32; 88.2 million parameters.</summary>
    /// <inheritdoc cref="ViTB16"/>
    public static Model ViTB32(Weights weights, ModelOptions? options = null) =>
        VisionTransformer(new VisionTransformerSize("ViT-B/32", 32, 12, 768, 12, 256), weights, options);

    /// <summary>ViT-L/16: 24 layers of 1024 channels and 16 heads; 304.3 million parameters; short side 242.</summary>
    /// <inheritdoc cref="ViTB16"/>
    public static Model ViTL16(Weights weights, ModelOptions? options = null) =>
        VisionTransformer(new VisionTransformerSize("ViT-L/16", 16, 24, 1024, 16, 242), weights, options);

    /// <summary>ViT-L/32: as ViT-L/16, with patches of 32 x 32; 306.5 million parameters; short side 256.</summary>
    /// <inheritdoc cref="ViTB16"/>
    public static Model ViTL32(Weights weights, ModelOptions? options = null) =>
        VisionTransformer(new VisionTransformerSize("ViT-L/32", 32, 24, 1024, 16, 256), weights, options);

    /// <summary>ViT-S/16, DeiT's small one (arXiv:2012.12877): 12 layers of 384 channels and 6 heads; 22.1 million parameters.</summary>
    /// <inheritdoc cref="ViTB16"/>
    public static Model ViTS16(Weights weights, ModelOptions? options = null) =>
        VisionTransformer(new VisionTransformerSize("ViT-S/16", 16, 12, 384, 6, 256), weights, options);

    /// <summary>ViT-Ti/16, DeiT's tiny one (arXiv:2012.12877): 12 layers of 192 channels and 3 heads; 5.7 million parameters.</summary>
    /// <inheritdoc cref="ViTB16"/>
    public static Model ViTTi16(Weights weights, ModelOptions? options = null) =>
        VisionTransformer(new VisionTransformerSize("ViT-Ti/16", 16, 12, 192, 3, 256), weights, options);

    /// <summary>A vision transformer of any size.</summary>
    internal static Model VisionTransformer(VisionTransformerSize size, Weights weights, ModelOptions? options)
    {
        bool isTimm = HasModule(weights, "patch_embed.proj");
        bool isOlder = HasModule(weights, "encoder.layers.encoder_layer_0.mlp.linear_1");
        ArchitectureBuilder b = new(VisionTransformerSize.DefaultExtent)
        {
            NameInFile = isTimm ? VisionTransformerNames.InTimm : isOlder ? VisionTransformerNames.InOlder : name => name,
        };
        int extent = size.InputExtent(weights, b.NameInFile("encoder.pos_embedding"), options);
        int grid = extent / size.Patch, tokens = grid * grid + 1;
        int x = b.Conv("conv_proj", ArchitectureBuilder.Input, 3, size.Channels, size.Patch, stride: size.Patch);
        x = b.Add("conv_proj.flatten", new Reshape([0, size.Channels, grid * grid]), x);
        x = b.Add("conv_proj.tokens", new Transpose([0, 2, 1]), x);
        int token = b.Add(
            "class_token.expand", new BatchExpand(0, 1), b.Parameter("class_token", 1, 1, size.Channels), ArchitectureBuilder.Input);
        x = b.Add("encoder.concat", new Concat(1), token, x);
        x = b.Sum("encoder.dropout", x, b.Parameter("encoder.pos_embedding", 1, tokens, size.Channels));
        for (int layer = 0; layer < size.Layers; layer++)
            x = EncoderLayer(b, $"encoder.layers.encoder_layer_{layer}", x, tokens, size);
        x = b.TokenNorm("encoder.ln", x, size.Channels, VisionTransformerSize.Epsilon);
        x = b.Add("heads.token", new Gather([0], new Shape(), 1), x);
        int inputs = size.Channels;
        if (TransformerLayers.ExtentOf(weights, b.NameInFile("heads.pre_logits.weight"), 0) is { } representation)
        {
            x = b.Add("heads.act", new Activation<Tanh>(), b.Linear("heads.pre_logits", x, inputs, representation));
            inputs = representation;
        }

        bool isDefault = extent == VisionTransformerSize.DefaultExtent;
        Preprocessing preprocessing = Preprocessing.ImageNet with
        {
            ShortSide = isDefault ? size.ShortSide : extent,
            Interpolation = isDefault ? Interpolation.Bilinear : Interpolation.Bicubic,
        };
        options = (options ?? ModelOptions.Default) with { InputSize = new ImageSize(extent, extent) };
        return Make(size.Name, b, b.Head("heads.head", x, inputs), weights, options, preprocessing);
    }

    /// <summary>x + self-attention(norm(x)), then y + mlp(norm(y)).</summary>
    private static int EncoderLayer(ArchitectureBuilder b, string name, int x, int tokens, VisionTransformerSize size)
    {
        int channels = size.Channels;
        int y = b.TokenNorm($"{name}.ln_1", x, channels, VisionTransformerSize.Epsilon);
        x = b.Sum($"{name}.add", SelfAttention(b, $"{name}.self_attention", y, tokens, size), x);
        y = b.TokenNorm($"{name}.ln_2", x, channels, VisionTransformerSize.Epsilon);
        y = b.Gelu($"{name}.mlp.1", b.TokenLinear($"{name}.mlp.0", y, channels, 4 * channels));
        return b.Sum($"{name}.add", b.TokenLinear($"{name}.mlp.3", y, 4 * channels, channels), x);
    }

    /// <summary>
    /// Multi-head self-attention (Vaswani et al. 2017, arXiv:1706.03762): softmax(q k^T / sqrt(d)) v for each head, heads side by side, and
    /// a projection. PyTorch's and timm's weights have the rows of all queries, then of all keys, then of all values.
    /// </summary>
    private static int SelfAttention(ArchitectureBuilder b, string name, int x, int tokens, VisionTransformerSize size)
    {
        int channels = size.Channels, depth = channels / size.Heads;
        int all = b.TokenLinear($"{name}.in_proj", x, channels, 3 * channels, $"{name}.in_proj_");
        int q = b.Add($"{name}.scale", new Arithmetic<Mul>(), Heads("q", 0, [0, 2, 1, 3]), b.Constant(new Shape(), 1 / MathF.Sqrt(depth)));
        int scores = b.Add($"{name}.scores", new MatMul(), q, Heads("k", 1, [0, 2, 3, 1]));
        int attention = b.Add($"{name}.weights", new Softmax(-1), scores);
        int y = b.Add($"{name}.values", new MatMul(), attention, Heads("v", 2, [0, 2, 1, 3]));
        y = b.Add($"{name}.values.tokens", new Transpose([0, 2, 1, 3]), y);
        y = b.Add($"{name}.heads", new Reshape([0, tokens, channels]), y);
        return b.TokenLinear(name, y, channels, channels, $"{name}.out_proj.");

        int Heads(string part, int index, int[] order)
        {
            SliceAxis slice = new(2, index * channels, (index + 1) * channels);
            int rows = b.Add($"{name}.{part}.rows", new Slice([slice]), all);
            rows = b.Add($"{name}.{part}.heads", new Reshape([0, tokens, size.Heads, depth]), rows);
            return b.Add($"{name}.{part}", new Transpose([.. order]), rows);
        }
    }
}
