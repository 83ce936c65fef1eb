using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Models.Statements;

/// <summary>A temporary folder with a network and files beside it.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public ModelFolder(string subfolder = "")
    {
        Folder = Path.Combine(_root, subfolder);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>The network's folder.</summary>
    public string Folder { get; }

    /// <summary>The path of the network.</summary>
    public string Model => Path.Combine(Folder, "model.onnx");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Writes a file beside the network; the name may contain <c>../</c>.</summary>
    public ModelFolder With(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return this;
    }

    /// <summary>Loads a network of four classes, or another, from the folder.</summary>
    public Model Load(ModelOptions? options = null, OnnxBuilder? network = null)
    {
        File.WriteAllBytes(Model, (network ?? Classifier()).ToBytes());
        return NetInsight.Model.Load(Model, options);
    }

    /// <summary>A network: convolution, average, fully connected layer, softmax.</summary>
    /// <param name="before">Adds the nodes that compute the convolution's input from x; returns its name.</param>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="side">Height and width; open where negative.</param>
    /// <param name="classes">The number of classes.</param>
    public static OnnxBuilder Classifier(Func<OnnxBuilder, string>? before = null, int channels = 3, int side = 64, int classes = 4)
    {
        OnnxBuilder builder = new OnnxBuilder(13).Input("x", 1, channels, side, side).Output("y");
        string input = before?.Invoke(builder) ?? "x";
        return builder.Constant("w", 5, channels, 3, 3).Node("Conv", $"{input} w", "c").Node("Relu", "c", "r")
            .Node("GlobalAveragePool", "r", "p").Node("Flatten", "p", "f").Constant("v", 5, classes).Node("MatMul", "f v", "g")
            .Node("Softmax", "g", "y", ("axis", 1L));
    }
}
