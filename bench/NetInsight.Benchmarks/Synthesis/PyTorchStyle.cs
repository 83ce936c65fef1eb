using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NetInsight.Benchmarks;

/// <summary>PyTorch's run of a style transfer, in a process of its own: <c>peer_style.py</c>.</summary>
/// <param name="Losses">The loss before each step and at the end.</param>
/// <param name="Seconds">The time of all steps.</param>
/// <param name="Version">PyTorch's version.</param>
/// <param name="Image">The final image, as the network's input.</param>
internal sealed record PyTorchStyle(double[] Losses, double Seconds, string Version, float[] Image)
{
    /// <summary>Runs it; null where Python or PyTorch is not installed.</summary>
    public static PyTorchStyle? Run(string python, Dictionary<string, object> settings, Tensor content, Tensor style)
    {
        string folder = Directory.CreateTempSubdirectory("netinsight-style").FullName;
        try
        {
            Write("content", content);
            Write("style", style);
            settings["start"] = settings["content"];
            settings["image"] = Path.Combine(folder, "image");
            settings["contentShape"] = Dimensions(content);
            settings["styleShape"] = Dimensions(style);
            string file = Path.Combine(folder, "settings.json");
            File.WriteAllText(file, JsonSerializer.Serialize(settings));
            ProcessStartInfo start = new(python) { RedirectStandardOutput = true };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Synthesis", "peer_style.py"));
            start.ArgumentList.Add(file);
            start.Environment["OMP_NUM_THREADS"] = $"{settings["threads"]}";
            using Process process = Process.Start(start)!;
            string answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                return null;
            JsonElement result = JsonDocument.Parse(answer).RootElement;
            return new PyTorchStyle(
                [.. result.GetProperty("losses").EnumerateArray().Select(value => value.GetDouble())],
                result.GetProperty("seconds").GetDouble(),
                result.GetProperty("version").GetString()!,
                MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "image"))).ToArray());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, Tensor tensor)
        {
            string path = Path.Combine(folder, name);
            File.WriteAllBytes(path, MemoryMarshal.AsBytes(tensor.AsSpan()).ToArray());
            settings[name] = path;
        }

        static int[] Dimensions(Tensor tensor) => [.. Enumerable.Range(0, tensor.Shape.Rank).Select(axis => tensor.Shape[axis])];
    }
}
