namespace NetInsight.Benchmarks;

/// <summary>Networks and photographs of the evidence for synthesis, and where its figures go.</summary>
/// <param name="shared">The folder with data/.</param>
/// <param name="figures">The folder for figures; null for none.</param>
/// <param name="threads">Threads of the networks.</param>
internal sealed class SynthesisInputs(string shared, DirectoryInfo? figures, int threads)
{
    private readonly string _data = Path.Combine(shared, "data");

    /// <summary>Threads of the networks.</summary>
    public int Threads => threads;

    /// <summary>Whether the networks and photographs are there.</summary>
    public bool Exist => File.Exists(PathOf("googlenet")) && File.Exists(PathOf("squeezenet1_1"))
        && Directory.Exists(Path.Combine(_data, "images"));

    /// <summary>All photographs, by name.</summary>
    public string[] Photos { get; } = Directory.Exists(Path.Combine(shared, "data", "images"))
        ? [.. Directory.GetFiles(Path.Combine(shared, "data", "images"), "*.JPEG").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The networks' classes, in the order of their outputs.</summary>
    public string[] Labels => field ??= File.ReadAllLines(Path.Combine(_data, "imagenet-labels.txt"));

    /// <summary>So many photographs, spread evenly.</summary>
    public string[] Spread(int count) => [.. Enumerable.Range(0, count).Select(i => Photos[i * Photos.Length / count])];

    /// <summary>One photograph.</summary>
    public RgbImage Photo(string name) => RgbImage.Load(Photos.Single(path => path.Contains(name, StringComparison.Ordinal)));

    /// <summary>The class that a photograph's file is named after; -1 where there is none of that name.</summary>
    public int ClassOf(string photo)
    {
        string name = Path.GetFileNameWithoutExtension(photo);
        return Array.IndexOf(Labels, name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..].Replace('_', ' '));
    }

    /// <summary>A Caffe network.</summary>
    public Model Load(string name) => Model.Load(
        PathOf(name), new ModelOptions { Preprocessing = Preprocessing.Caffe, Parallelism = threads });

    /// <summary>Saves a figure, where figures are wanted.</summary>
    public void Save(RgbImage figure, string name)
    {
        if (figures is null)
            return;
        figures.Create();
        figure.Save(Path.Combine(figures.FullName, name), quality: 70);
    }

    private string PathOf(string name) => Path.Combine(_data, "models", $"{name}.onnx");
}
