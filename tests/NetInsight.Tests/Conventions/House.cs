namespace NetInsight.Tests.Conventions;

/// <summary>Who may see whom in this repository: top may see below, never sideways inside a floor, never up.</summary>
internal static class House
{
    private static readonly string[] Devices = ["Kernels/Devices", "Kernels/Devices/Cpu", "Kernels/Devices/Gpu"];

    private static readonly string[] Families =
    [
        "Kernels/Operators/Activation", "Kernels/Operators/Arithmetic", "Kernels/Operators/Arrangement",
        "Kernels/Operators/Convolution", "Kernels/Operators/Convolution/Transposed", "Kernels/Operators/Gathering",
        "Kernels/Operators/Indexing", "Kernels/Operators/Normalization", "Kernels/Operators/Pooling", "Kernels/Operators/Product",
        "Kernels/Operators/Recurrence", "Kernels/Operators/Reduction", "Kernels/Operators/Resizing", "Kernels/Operators/Sampling",
    ];

    private static readonly string[] Operators = ["Kernels/Operators", "Kernels/Operators/Windows", "Kernels/Operators/Regions"];

    private static readonly string[] Gemm = ["Kernels/Gemm", "Kernels/Gemm/Gpu"];

    /// <summary>Functions of one element, by kind; they see the operator that applies them.</summary>
    private static readonly string[] Functions =
        ["Kernels/Operators/Activation/Functions", "Kernels/Operators/Activation/Rectifiers", "Kernels/Operators/Activation/Trigonometry"];

    private static readonly string[] Kernels =
    [
        "Kernels/Tensors", .. Devices, .. Gemm, "Kernels/Embedding", .. Operators, .. Families, .. Functions,
        "Kernels/Operators/Arithmetic/Logic",
    ];

    private static readonly string[] PixelWork = ["Imaging/Resampling", "Imaging/Drawing", "Imaging/Codecs", "Imaging/Files"];

    private static readonly string[] Imaging = ["Imaging", "Imaging/Colors", .. PixelWork, "Imaging/Images", "Imaging/Heatmaps"];

    private static readonly string[] Readers =
        ["Formats/ConvNetJs", "Formats/Npy", "Formats/Onnx", "Formats/PyTorch", "Formats/Safetensors"];

    private static readonly string[] Operator = ["Kernels/Tensors", .. Devices, .. Gemm, .. Operators];

    /// <summary>Each above what it sees: nodes, what a conversion builds, the converters of operators, folding.</summary>
    private static readonly string[] Onnx =
        ["Formats/Onnx/Reading", "Formats/Onnx/Importing", "Formats/Onnx/Operators", "Formats/Onnx/Folding"];

    private static readonly string[] Formats = ["Formats/Reading", "Formats/PyTorch/Zip", .. Onnx, .. Readers, "Formats"];

    /// <summary>What everything in <c>src/NetInsight</c> may see.</summary>
    private static readonly string[] Ground = [TypeFolders.Root, .. Kernels, .. Imaging];

    /// <summary>Gradient rules, by the families of their operators.</summary>
    private static readonly string[] GradientFamilies =
    [
        "Graphs/Gradients/Activation", "Graphs/Gradients/Arithmetic", "Graphs/Gradients/Arrangement", "Graphs/Gradients/Convolution",
        "Graphs/Gradients/Indexing", "Graphs/Gradients/Normalization", "Graphs/Gradients/Product", "Graphs/Gradients/Reduction",
        "Graphs/Gradients/Sampling",
    ];

    private static readonly string[] Gradients = ["Graphs/Gradients/Building", "Graphs/Gradients", "Graphs/Gradients/Targets"];

    private static readonly string[] Plans = ["Execution/Planning", "Execution/Planning/Fusion"];

    /// <summary>What every technique may see.</summary>
    private static readonly string[] Below =
        [.. Ground, "Graphs", .. Gradients, .. Formats, "Models/Inputs", "Models/Statements", "Models/Results", "Models"];

    private static readonly string[] Inspection = ["Inspection", "Inspection/FieldChecks", "Inspection/Patches"];

    /// <summary>What attributions share, and the folders of techniques, which never see each other.</summary>
    private static readonly string[] Attribution =
    [
        "Attribution",
        "Attribution/Cam",
        "Attribution/Gradients",
        "Attribution/Occlusion",
        "Attribution/Perturbation",
        "Attribution/Relevance",
        "Attribution/Relevance/Rules",
    ];

    /// <summary>Scores of maps; they run attributions that are given to them.</summary>
    private static readonly string[] Evaluation =
        ["Evaluation", "Evaluation/Faithfulness", "Evaluation/Localization", "Evaluation/Robustness", "Evaluation/Choices"];

    /// <summary>The parts of optimising images, which never see each other but for what pixels are; the loop is above them.</summary>
    private static readonly string[] SynthesisParts =
    [
        "Synthesis/Objectives",
        "Synthesis/Optimizers",
        "Synthesis/Parameterizations",
        "Synthesis/Regularizers",
        "Synthesis/Transformations",
    ];

    private static readonly string[] FeatureSpace =
        ["FeatureSpace", "FeatureSpace/Neighbors", "FeatureSpace/Maps", "FeatureSpace/Projection"];

    /// <summary>The table, the lowest floor first.</summary>
    public static FolderTable Table { get; } = new(
        [
            // NetInsight.Kernels
            new(["Kernels/Tensors"], []),
            new(["Kernels/Devices"], ["Kernels/Tensors"]),
            new(["Kernels/Devices/Cpu"], ["Kernels/Tensors", "Kernels/Devices"]),
            new(["Kernels/Devices/Gpu"], ["Kernels/Tensors", "Kernels/Devices", "Kernels/Devices/Cpu"]),
            new(["Kernels/Gemm"], ["Kernels/Tensors", .. Devices]),
            new(["Kernels/Gemm/Gpu"], ["Kernels/Tensors", .. Devices, "Kernels/Gemm"]),
            new(["Kernels/Embedding"], ["Kernels/Tensors", .. Devices, "Kernels/Gemm"]),
            new(["Kernels/Operators/Windows"], ["Kernels/Tensors"]),
            new(["Kernels/Operators"], ["Kernels/Tensors", .. Devices, "Kernels/Operators/Windows"]),
            new(["Kernels/Operators/Regions"], ["Kernels/Tensors", .. Devices, "Kernels/Operators", "Kernels/Operators/Windows"]),
            new(Families, Operator),
            new(Functions, [.. Operator, "Kernels/Operators/Activation"]),
            new(["Kernels/Operators/Arithmetic/Logic"], [.. Operator, "Kernels/Operators/Arithmetic"]),

            // NetInsight.Imaging
            new(["Imaging"], []),
            new(["Imaging/Colors"], ["Imaging"]),
            new(["Imaging/Resampling"], ["Imaging"]),
            new(["Imaging/Drawing"], ["Imaging", "Imaging/Colors"]),
            new(["Imaging/Codecs"], ["Imaging"]),
            new(["Imaging/Files"], ["Imaging", "Imaging/Codecs"]),
            new(["Imaging/Images"], ["Imaging", "Imaging/Colors", .. PixelWork]),
            new(["Imaging/Heatmaps"], ["Imaging", "Imaging/Colors", .. PixelWork, "Imaging/Images"]),

            // NetInsight
            new([TypeFolders.Root], ["Kernels/Tensors", .. Imaging]),
            new(["Graphs"], Ground),
            new(["Graphs/Gradients/Building"], [.. Ground, "Graphs"]),
            new(GradientFamilies, [.. Ground, "Graphs", "Graphs/Gradients/Building"]),
            new(["Graphs/Gradients/Pooling"], [.. Ground, "Graphs", "Graphs/Gradients/Building", "Graphs/Gradients/Convolution"]),
            new(["Graphs/Gradients"], [.. Ground, "Graphs", "Graphs/Gradients/Building", "Graphs/Gradients/Pooling", .. GradientFamilies]),
            new(["Graphs/Gradients/Targets"], [.. Ground, "Graphs", "Graphs/Gradients/Building", "Graphs/Gradients"]),
            new(["Formats/Reading"], Ground),
            new(["Formats/PyTorch/Zip", "Formats/Onnx/Reading"], [.. Ground, "Formats/Reading"]),
            new(["Formats/Onnx/Importing"], [.. Ground, "Graphs", "Formats/Reading", .. Onnx[..1]]),
            new(["Formats/Onnx/Operators"], [.. Ground, "Graphs", "Formats/Reading", .. Onnx[..2]]),
            new(["Formats/Onnx/Folding"], [.. Ground, "Graphs", "Formats/Reading", .. Onnx[..3]]),
            new(Readers, [.. Ground, "Graphs", "Formats/Reading", "Formats/PyTorch/Zip", .. Onnx]),
            new(["Formats"], [.. Ground, "Graphs", "Formats/Reading", .. Readers]),
            new(["Execution/Planning/Fusion"], [.. Ground, "Graphs"]),
            new(["Execution/Planning"], [.. Ground, "Graphs", "Execution/Planning/Fusion"]),
            new(["Execution/Running"], [.. Ground, "Graphs", .. Plans]),
            new(["Execution/Incremental"], [.. Ground, "Graphs", .. Plans, "Execution/Running"]),
            new(["Execution/Devices"], [.. Ground, "Execution/Running", "Execution/Incremental"]),
            new(["Execution/Gradients"], [.. Ground, "Graphs", .. Gradients, .. Plans, "Execution/Running"]),
            new(["Models/Inputs"], Ground),
            new(["Models/Statements"], [.. Ground, "Graphs", .. Formats, "Models/Inputs"]),
            new(["Models/Results"], [.. Ground, "Graphs", .. Formats]),
            new(
                ["Models"],
                [
                    .. Ground, "Graphs", .. Gradients, .. Formats, .. Plans, "Execution/Running", "Execution/Incremental",
                    "Execution/Gradients", "Execution/Devices", "Models/Inputs", "Models/Statements", "Models/Results",
                ]),
            new(
                ["Models/Architectures/Building"],
                [.. Ground, "Graphs", .. Formats, "Models/Inputs", "Models/Statements", "Models/Results", "Models"]),
            new(
                ["Models/Architectures"],
                [
                    .. Ground, "Graphs", .. Formats, "Models/Inputs", "Models/Statements", "Models/Results", "Models",
                    "Models/Architectures/Building",
                ]),
            new(Inspection, Below),
            new(["Attribution"], [.. Below, "Graphs/Gradients/Activation"]),
            new(["Attribution/Cam"], [.. Below, "Attribution"]),
            new(["Attribution/Gradients"], [.. Below, "Attribution"]),
            new(["Attribution/Perturbation"], [.. Below, "Attribution"]),
            new(["Attribution/Relevance/Rules"], Below),
            new(
                ["Attribution/Relevance"],
                [.. Below, "Graphs/Gradients/Activation", "Attribution", "Attribution/Relevance/Rules"]),
            new(["Attribution/Occlusion"], [.. Below, "Attribution", "Execution/Incremental"]),
            new(["Evaluation"], [.. Below, "Attribution"]),
            new(["Evaluation/Faithfulness", "Evaluation/Localization", "Evaluation/Robustness"], [.. Below, "Attribution", "Evaluation"]),
            new(["Segmentation/Cutting"], Ground),
            new(["Segmentation"], [.. Below, "Attribution", "Segmentation/Cutting"]),
            new(["Synthesis/Objectives", "Synthesis/Optimizers", "Synthesis/Parameterizations", "Synthesis/Regularizers"], Below),
            new(["Synthesis/Transformations"], [.. Below, "Synthesis/Parameterizations"]),
            new(["Synthesis"], [.. Below, .. SynthesisParts]),
            new(["Synthesis/Networks"], [.. Below, "Synthesis/Objectives"]),
            new(["Synthesis/Presets", "Synthesis/Style"], [.. Below, .. SynthesisParts, "Synthesis"]),
            new(["Evaluation/Choices"], [.. Below, .. Attribution, "Evaluation", "Evaluation/Robustness"]),
            new(["FeatureSpace"], Below),
            new(["FeatureSpace/Neighbors"], [.. Below, "FeatureSpace"]),
            new(["FeatureSpace/Maps"], [.. Below, "FeatureSpace", "FeatureSpace/Neighbors"]),
            new(["FeatureSpace/Projection"], [.. Below, "FeatureSpace", "FeatureSpace/Neighbors", "FeatureSpace/Maps"]),
            new(
                ["Reports"],
                [
                    .. Below, .. Inspection, .. Attribution, .. Evaluation, .. FeatureSpace, .. SynthesisParts, "Synthesis",
                    "Synthesis/Networks", "Synthesis/Presets", "Synthesis/Style",
                ]),
            new(["Reports/Comparisons"], [.. Below, .. Attribution, .. Evaluation, "Reports"]),
            new(["Reports/Shortcut"], [.. Below, .. Attribution, .. Evaluation, "Reports"]),

            // NetInsight.Tool
            new(["Tool/Running"], Below),
            new(["Tool/Checking"], [.. Below, "Tool/Running"]),
            new(
                ["Tool/Verbs"],
                [
                    .. Below, .. Inspection, .. Attribution, .. Evaluation, .. FeatureSpace, "Reports", "Reports/Comparisons",
                    "Tool/Running", "Tool/Checking",
                ]),
            new(["Tool"], [.. Below, "Tool/Running", "Tool/Verbs"]),
        ],
        [
            // Double dispatch: a device packs and runs an operator without knowing which one.
            new(["Kernels/Devices/Cpu", "Kernels/Devices/Gpu"], "Kernels/Operators", ["Backend", "Operator", "PackedOperator"]),

            // RgbImage holds pixels, on which the folders below it work, and offers what they do.
            new(["Imaging/Colors", .. PixelWork], "Imaging/Images", ["RgbImage", "PixelRectangle", "PixelLayouts"]),
        ]);
}
