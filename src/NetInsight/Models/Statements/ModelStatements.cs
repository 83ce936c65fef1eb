using NetInsight.Graphs;

namespace NetInsight.Models.Statements;

/// <summary>All that is stated about a network's input and classes, by source.</summary>
internal sealed record ModelStatements
{
    /// <summary>Nothing is stated.</summary>
    public static ModelStatements None { get; } = new();

    /// <summary>Metadata of the file that states values.</summary>
    public Statement? Metadata { get; init; }

    /// <summary>A tool's or architecture's convention, which follows from who wrote the file or built the network.</summary>
    public Statement? Convention { get; init; }

    /// <summary>Files beside the model file.</summary>
    public Statement? Neighbor { get; init; }

    /// <summary>The element type of the input, where it is integers.</summary>
    public IntegerInput Integers { get; init; }

    /// <summary>The names of the classes from the strongest source that has any.</summary>
    public Statement? ForLabels => new[] { Metadata, Convention, Neighbor }.FirstOrDefault(source => source?.Labels is not null);

    /// <summary>The preprocessing of a network, and where it comes from.</summary>
    public (Preprocessing Preprocessing, PreprocessingSource Source) Choose(Graph graph, Shape? shape, Preprocessing? option)
    {
        if (option is not null)
            return (option, Source(PreprocessingSourceKind.Options, "ModelOptions.Preprocessing."));
        int channels = shape is { Rank: 4 } input ? input[1] : 3;
        if (Metadata is { Preprocessing: { } stated })
            return (For(stated, channels), Source(Metadata.Kind, Join($"{Metadata.Origin}.", Metadata.Remark)));

        Statement? basis = Convention is { Kind: PreprocessingSourceKind.FileMetadata, Preprocessing: not null } ? Convention
            : Neighbor is { Preprocessing: not null } ? Neighbor
            : Convention is { Preprocessing: not null } ? Convention : null;
        InputNormalization inside = Integers != IntegerInput.None ? OfIntegers(graph) : InputNormalization.Of(graph);
        Preprocessing usual = Usual(shape), chosen = For(basis?.Preprocessing ?? usual, channels);
        if (inside.Range is { } range && (basis is null || !inside.IsLearned))
            return InNetwork(chosen, range, inside, basis);
        string remark = inside.Range is null && (basis is null or { Kind: PreprocessingSourceKind.Guess }) ? inside.Reason : "";
        if (basis is not null)
        {
            PreprocessingSource source = Source(basis.Kind, Join($"{basis.Origin}.", basis.Remark, remark));
            return (chosen, source.IsGuess ? source with { Note = NoteOf(chosen) } : source);
        }

        return (chosen, Source(PreprocessingSourceKind.Guess, Join("Neither the file nor files beside it state it.", remark)) with
        {
            Note = NoteOf(chosen),
        });
    }

    private (Preprocessing Preprocessing, PreprocessingSource Source) InNetwork(
        Preprocessing chosen, InputRange range, InputNormalization inside, Statement? basis)
    {
        Preprocessing raw = WithRange(chosen, range, Integers == IntegerInput.Signed);
        if (inside.IsBgr is { } isBgr)
            raw = raw with { Channels = isBgr ? ChannelOrder.Bgr : ChannelOrder.Rgb };
        if (raw == chosen && basis is not null)
            return (raw, Source(basis.Kind, Join($"{basis.Origin}.", basis.Remark, inside.Reason)));
        string order = raw.Channels == ChannelOrder.Gray || inside.IsBgr is not null ? "" : ", the order of channels";
        string rest = basis is null
            ? $"Resizing{order} and crop are the usual ones."
            : $"Resizing{order} and crop: {char.ToLowerInvariant(basis.Origin[0])}{basis.Origin[1..]}, whose mean, std and scale are not "
                + "applied a second time.";
        return (raw, Source(PreprocessingSourceKind.Network, Join(inside.Reason, rest)));
    }

    /// <summary>Integers are pixels; a mean that is subtracted from them may tell the order of channels.</summary>
    private InputNormalization OfIntegers(Graph graph) => new(
        InputRange.Byte,
        Integers == IntegerInput.Signed
            ? "The network's input takes integers from -128 to 127: pixels minus 128."
            : "The network's input takes integers: pixels from 0 to 255.")
    {
        IsBgr = InputNormalization.Of(graph) is { Range: InputRange.Byte, IsBgr: var isBgr } ? isBgr : null,
    };

    private static Preprocessing WithRange(Preprocessing preprocessing, InputRange range, bool isSigned) => preprocessing with
    {
        Scale = range switch { InputRange.Byte => 1, InputRange.Unit => 1 / 255.0, _ => 1 / 127.5 },
        Mean = [isSigned ? 128 : range == InputRange.Signed ? 1 : 0],
        Std = [1],
    };

    /// <summary>CIFAR's for small inputs, else ImageNet's; gray for one channel.</summary>
    private static Preprocessing Usual(Shape? shape) =>
        shape is { Rank: 4 } input && Math.Max(input[2], input[3]) <= 40 ? Preprocessing.Cifar : Preprocessing.ImageNet;

    /// <summary>
    /// Preprocessing of colours as that of gray images, with the mean of the channels' values, where there is one channel.
    /// </summary>
    private static Preprocessing For(Preprocessing preprocessing, int channels) => channels != 1 ? preprocessing : preprocessing with
    {
        Channels = ChannelOrder.Gray,
        Mean = [Average(preprocessing.Mean)],
        Std = [Average(preprocessing.Std)],
    };

    private static float Average(IReadOnlyList<float> values) => (float)Math.Round(values.Average(value => (double)value), 6);

    private static string NoteOf(Preprocessing preprocessing)
    {
        string text = preprocessing.ToString();
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return $"Preprocessing assumed: {(colon < 0 ? text : text[..colon])}.";
    }

    private static PreprocessingSource Source(PreprocessingSourceKind kind, string reason) => new(kind, reason);

    private static string Join(params IEnumerable<string> sentences) => string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
}
