using System.Diagnostics;
using System.Globalization;

namespace NetInsight.Tests.Cases;

/// <summary>
/// ResNet-18 checkpoints as people have them (fine-tuned, torch.compile, Lightning), made by shared/cases/users/weights/make.py where a
/// Python with torch and torchvision is installed: the logits are PyTorch's, which lie beside the script.
/// </summary>
public sealed class CheckpointCaseTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public void Checkpoints_give_PyTorchs_logits()
    {
        string script = SharedFiles.Require("cases/users/weights/make.py");
        Dictionary<int, float[]> expected = File.ReadLines(SharedFiles.Require("cases/users/weights/expected.txt"))
            .Select(line => line.Split(' ').Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray())
            .ToDictionary(values => (int)values[0], values => values[1..]);
        if (!Run("-c", "import torch, torchvision"))
            Assert.Skip($"{Python} with torch and torchvision is absent");
        string folder = Directory.CreateTempSubdirectory("checkpoints").FullName;
        try
        {
            Assert.True(Run(script, folder), "make.py failed");
            Tensor input = new(new Shape(1, 3, 224, 224), [.. Enumerable.Range(0, 3 * 224 * 224).Select(i => i * 7L % 97 / 97f)]);
            string[] files = Directory.GetFiles(folder);
            Assert.NotEmpty(files);
            foreach (string file in files)
            {
                using Model model = Architectures.ResNet18(Weights.Load(file));
                float[] logits = expected[model.ClassCount!.Value], actual = model.Logits(input).AsSpan()[..logits.Length].ToArray();
                // PyTorch's logits are printed with five decimals
                Near.Absolute(logits, actual, Tolerances.Forward * logits.Max(Math.Abs) + 5e-6);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Run(params string[] arguments)
    {
        if (!File.Exists(Python))
            return false;
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
